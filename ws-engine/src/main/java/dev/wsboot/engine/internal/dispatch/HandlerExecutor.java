package dev.wsboot.engine.internal.dispatch;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The default executor of handlers. */
public final class HandlerExecutor {

	private HandlerExecutor() {
	}

	/** Creates it, to be shut down: virtual threads where the JVM has them. */
	public static ExecutorService create() {
		try {
			// Since JDK 21; looked up because the code is compiled for 17.
			Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
			return (ExecutorService) factory.invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			return platformThreads();
		}
	}

	private static ExecutorService platformThreads() {
		AtomicInteger number = new AtomicInteger();
		ThreadFactory threads = (task) -> {
			Thread thread = new Thread(task, "ws-handler-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
		ThreadPoolExecutor pool = new ThreadPoolExecutor(DispatchPolicy.PLATFORM_THREADS,
				DispatchPolicy.PLATFORM_THREADS, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

}
