package dev.wsboot.spring.servlet;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tomcat's socket buffers that can be given back.
 */
class ReturnableBuffersTests {

	private static final int READ_SIZE = 64;

	private static final int WRITE_SIZE = 32;

	/** All that were ever made, the first by Tomcat. */
	private final List<TomcatsBuffers> made = new ArrayList<>();

	private final ReturnableBuffers buffers = new ReturnableBuffers(make(), this::make);

	private TomcatsBuffers make() {
		TomcatsBuffers one = new TomcatsBuffers();
		this.made.add(one);
		return one;
	}

	/**
	 * A method that Tomcat adds would use the buffers of the superclass, which has none.
	 */
	@Test
	void overrideAllThatTomcatCalls() {
		assertThat(signatures(ReturnableBuffers.class)).containsAll(signatures(SocketBufferHandler.class));
	}

	private static Set<String> signatures(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
			.map(ReturnableBuffersTests::signature)
			.collect(Collectors.toSet());
	}

	private static String signature(Method method) {
		return method.getName() + Arrays.toString(method.getParameterTypes());
	}

	@Nested
	class BeforeRelease {

		@Test
		void areThoseThatTomcatMade() {
			TomcatsBuffers first = made.get(0);
			assertThat(buffers.getReadBuffer()).isSameAs(first.getReadBuffer());
			assertThat(buffers.getWriteBuffer()).isSameAs(first.getWriteBuffer());
			assertThat(made).hasSize(1);
		}

		@Test
		void turnFromWritingToReadingAndBack() {
			read("abc");
			assertThat(buffers.isReadBufferEmpty()).isFalse();
			assertThat(unread()).isEqualTo("abc");
			assertThat(buffers.isReadBufferEmpty()).isTrue();
			write("defg");
			assertThat(buffers.isWriteBufferEmpty()).isFalse();
			assertThat(unwritten()).isEqualTo("defg");
			assertThat(buffers.isWriteBufferEmpty()).isTrue();
		}

		@Test
		void saySoWhenNothingMoreFits() {
			assertThat(buffers.isWriteBufferWritable()).isTrue();
			write("x".repeat(WRITE_SIZE));
			assertThat(buffers.isWriteBufferWritable()).isFalse();
		}

		@Test
		void takeBackWhatTomcatHasReadTooMuch() {
			read("def");
			buffers.unReadReadBuffer(bytes("abc"));
			assertThat(unread()).isEqualTo("abcdef");
		}

		@Test
		void growAndKeepWhatTheyHold() {
			buffers.getReadBuffer().put(bytes("abc"));
			buffers.expand(1000);
			assertThat(buffers.getReadBuffer().capacity()).isEqualTo(1000);
			assertThat(buffers.getWriteBuffer().capacity()).isEqualTo(1000);
			assertThat(unread()).isEqualTo("abc");
		}

		@Test
		void areEmptyOnceReset() {
			read("abc");
			write("def");
			buffers.reset();
			assertThat(buffers.isReadBufferEmpty()).isTrue();
			assertThat(buffers.isWriteBufferEmpty()).isTrue();
			assertThat(buffers.getReadBuffer().remaining()).isEqualTo(READ_SIZE);
		}

	}

	@Nested
	class Release {

		@Test
		void letsGoAndFrees() {
			buffers.release();
			assertThat(buffers.areHeld()).isFalse();
			assertThat(made.get(0).freed).isEqualTo(1);
		}

		@Test
		void twiceFreesOnce() {
			buffers.release();
			buffers.release();
			assertThat(made.get(0).freed).isEqualTo(1);
			assertThat(made).hasSize(1);
		}

		@Test
		void waitsForWhatIsNotRead() {
			read("abc");
			buffers.release();
			assertThat(unread()).isEqualTo("abc");
			assertThat(made.get(0).freed).isZero();
			buffers.release();
			assertThat(buffers.areHeld()).isFalse();
		}

		@Test
		void waitsForWhatIsNotWritten() {
			write("abc");
			buffers.release();
			assertThat(unwritten()).isEqualTo("abc");
			assertThat(made.get(0).freed).isZero();
			buffers.release();
			assertThat(buffers.areHeld()).isFalse();
		}

	}

	@Nested
	class AfterRelease {

		@BeforeEach
		void release() {
			read("abc");
			unread();
			write("def");
			unwritten();
			buffers.release();
		}

		@Test
		void needNoneToAskResetOrFree() {
			assertThat(buffers.isReadBufferEmpty()).isTrue();
			assertThat(buffers.isWriteBufferEmpty()).isTrue();
			assertThat(buffers.isWriteBufferWritable()).isTrue();
			buffers.reset();
			buffers.free();
			assertThat(buffers.areHeld()).isFalse();
			assertThat(made).hasSize(1);
			assertThat(made.get(0).freed).isEqualTo(1);
		}

		@Test
		void haveNewOnesForWhateverElse() {
			List<Consumer<SocketBufferHandler>> needs = List.of(SocketBufferHandler::configureReadBufferForRead,
					SocketBufferHandler::configureReadBufferForWrite, SocketBufferHandler::getReadBuffer,
					SocketBufferHandler::configureWriteBufferForRead, SocketBufferHandler::configureWriteBufferForWrite,
					SocketBufferHandler::getWriteBuffer, (handler) -> handler.expand(100),
					(handler) -> handler.unReadReadBuffer(bytes("")));
			for (Consumer<SocketBufferHandler> need : needs) {
				int before = made.size();
				need.accept(buffers);
				assertThat(made).hasSize(before + 1);
				assertThat(buffers.getReadBuffer()).isSameAs(made.get(before).getReadBuffer());
				assertThat(buffers.getWriteBuffer()).isSameAs(made.get(before).getWriteBuffer());
				buffers.reset();
				buffers.release();
				assertThat(made.get(before).freed).isEqualTo(1);
			}
		}

		@Test
		void startAnewAsIfNothingHadBeen() {
			assertThat(unread()).isEmpty();
			read("ghi");
			assertThat(unread()).isEqualTo("ghi");
			write("jkl");
			assertThat(unwritten()).isEqualTo("jkl");
			assertThat(buffers.getReadBuffer().capacity()).isEqualTo(READ_SIZE);
			assertThat(buffers.getWriteBuffer().capacity()).isEqualTo(WRITE_SIZE);
			assertThat(made).hasSize(2);
		}

		@Test
		void growForTheNextTlsConnection() {
			buffers.expand(1000);
			assertThat(buffers.getReadBuffer().capacity()).isEqualTo(1000);
			assertThat(buffers.getWriteBuffer().capacity()).isEqualTo(1000);
			assertThat(made).hasSize(2);
		}

		@Test
		void areMadeOnceForReaderAndWriter() throws Exception {
			ExecutorService threads = Executors.newFixedThreadPool(2);
			try {
				for (int round = 0; round < 1000; round++) {
					int before = made.size();
					CyclicBarrier start = new CyclicBarrier(2);
					Future<ByteBuffer> reader = threads.submit(() -> {
						start.await();
						return buffers.getReadBuffer();
					});
					Future<ByteBuffer> writer = threads.submit(() -> {
						start.await();
						return buffers.getWriteBuffer();
					});
					ByteBuffer read = reader.get(20, TimeUnit.SECONDS);
					ByteBuffer written = writer.get(20, TimeUnit.SECONDS);
					assertThat(made).hasSize(before + 1);
					assertThat(read).isSameAs(buffers.getReadBuffer());
					assertThat(written).isSameAs(buffers.getWriteBuffer());
					buffers.release();
				}
			}
			finally {
				threads.shutdownNow();
			}
		}

	}

	private void read(String text) {
		this.buffers.configureReadBufferForWrite();
		this.buffers.getReadBuffer().put(bytes(text));
	}

	private String unread() {
		this.buffers.configureReadBufferForRead();
		return drain(this.buffers.getReadBuffer());
	}

	private void write(String text) {
		this.buffers.configureWriteBufferForWrite();
		this.buffers.getWriteBuffer().put(bytes(text));
	}

	private String unwritten() {
		this.buffers.configureWriteBufferForRead();
		return drain(this.buffers.getWriteBuffer());
	}

	private static String drain(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return new String(bytes);
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes());
	}

	/** Counts how often it is freed, which direct memory must not be twice. */
	private static final class TomcatsBuffers extends SocketBufferHandler {

		private int freed;

		TomcatsBuffers() {
			super(READ_SIZE, WRITE_SIZE, false);
		}

		@Override
		public void free() {
			this.freed++;
			super.free();
		}

	}

}
