package dev.wsboot.engine.internal.dial;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import dev.wsboot.engine.internal.buffer.ArraySource;
import dev.wsboot.engine.internal.http.HttpHeadCollector;
import dev.wsboot.engine.internal.http.HttpHeadException;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.NioTransport;
import dev.wsboot.engine.internal.transport.SocketWriter;
import dev.wsboot.engine.internal.transport.StreamSocket;
import dev.wsboot.engine.internal.transport.Timer;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * A request that has no body, and the head of its answer. If that is not the hoped for,
 * the start of its body is read as well, for people. On the loop's thread.
 */
final class HttpCall implements TransportListener {

	/** How much of a body is read, and how long it is waited for. */
	private static final int MAX_BODY = 4 * 1024;

	private static final long BODY_NANOS = Duration.ofSeconds(1).toNanos();

	private static final int SWITCHING_PROTOCOLS = 101;

	private final EventLoop loop;

	private final NioTransport transport;

	private final RequestWriter writer;

	private final IntPredicate success;

	private final Answer answer;

	private final Consumer<IOException> failure;

	private final Timer patience = Timer.of(this::answered);

	private HttpHeadCollector head;

	private int headBytes;

	private final int maxHeadBytes;

	private @Nullable HttpResponseHead response;

	private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

	private boolean done;

	HttpCall(EventLoop loop, StreamSocket socket, byte[] request, int maxHeadBytes, IntPredicate success, Answer answer,
			Consumer<IOException> failure) {
		this.loop = loop;
		this.transport = new NioTransport(loop, socket, this);
		this.writer = new RequestWriter(request);
		this.maxHeadBytes = maxHeadBytes;
		this.head = new HttpHeadCollector(maxHeadBytes);
		this.success = success;
		this.answer = answer;
		this.failure = failure;
	}

	void start() {
		this.transport.start();
		this.writer.flush();
	}

	/** The transport, to be handed over after success. */
	NioTransport transport() {
		return this.transport;
	}

	/** The socket, to be used by somebody else after success. */
	StreamSocket release() {
		return this.transport.release();
	}

	/** Gives the call up; nobody is told. */
	void abort() {
		this.done = true;
		this.loop.cancel(this.patience);
		this.transport.close();
	}

	@Override
	public void writable() {
		this.writer.writable();
	}

	@Override
	public void received(byte[] bytes, int offset, int length) {
		if (this.done) {
			return;
		}
		try {
			int used = 0;
			while (this.response == null && used < length) {
				used += takeHead(bytes, offset + used, length - used);
			}
			this.rest.write(bytes, offset + used, length - used);
		}
		catch (HttpHeadException ex) {
			failed(new IOException("answer is malformed: " + ex.getMessage(), ex));
			return;
		}
		if (this.response != null && isBodyRead(this.response)) {
			answered();
		}
	}

	private int takeHead(byte[] bytes, int offset, int length) {
		int used = this.head.take(bytes, offset, length);
		this.headBytes += used;
		if (!this.head.isComplete()) {
			return used;
		}
		HttpResponseHead answer = HttpResponseHead.parse(this.head);
		// RFC 9110 section 15.2: interim responses come before the final one.
		if (answer.status() < 200 && answer.status() != SWITCHING_PROTOCOLS) {
			this.head = new HttpHeadCollector(this.maxHeadBytes - this.headBytes);
			return used;
		}
		this.response = answer;
		if (!this.success.test(answer.status())) {
			this.loop.schedule(this.patience, this.loop.now() + BODY_NANOS);
		}
		return used;
	}

	private boolean isBodyRead(HttpResponseHead answer) {
		if (this.success.test(answer.status()) || this.rest.size() >= MAX_BODY) {
			return true;
		}
		String length = answer.headers().first("Content-Length");
		return length != null && length.matches("\\d{1,9}") && this.rest.size() >= Integer.parseInt(length);
	}

	private void answered() {
		HttpResponseHead answer = this.response;
		if (!this.done && answer != null) {
			this.done = true;
			this.loop.cancel(this.patience);
			byte[] bytes = this.rest.toByteArray();
			this.answer.answered(this, answer, this.success.test(answer.status()) ? bytes
					: Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BODY)));
		}
	}

	@Override
	public void endOfInput() {
		if (this.response != null) {
			answered();
		}
		else {
			failed(new EOFException("connection was closed before the answer"));
		}
	}

	@Override
	public void failed(IOException cause) {
		if (!this.done) {
			abort();
			this.failure.accept(cause);
		}
	}

	@Override
	public void closed() {
		failed(new EOFException("connection was closed before the answer"));
	}

	private final class RequestWriter extends SocketWriter<ArraySource> {

		RequestWriter(byte[] request) {
			super(new ArraySource());
			this.source.add(request);
		}

		@Override
		protected Transport transport() {
			return HttpCall.this.transport;
		}

		@Override
		protected void failed(IOException cause) {
			HttpCall.this.failed(cause);
		}

	}

	/** Takes the answer. */
	interface Answer {

		/**
		 * Called once, unless the call failed. On success {@code rest} is all that was
		 * read behind the head, else the start of the body.
		 */
		void answered(HttpCall call, HttpResponseHead response, byte[] rest);

	}

}
