package dev.wsboot.engine.interop;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.testing.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The way of one connection: passes everything on unchanged, and notes each frame before
 * it does.
 */
final class Wire implements Closeable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ServerSocket entrance;

	private final int exit;

	private final Map<Side, String> heads = new EnumMap<>(Side.class);

	private final Map<Side, List<Frame>> frames = new EnumMap<>(Side.class);

	/** Creates a way to a server on this machine. */
	Wire(int port) throws IOException {
		this.entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.exit = port;
		this.frames.put(Side.CLIENT, new ArrayList<>());
		this.frames.put(Side.SERVER, new ArrayList<>());
		thread(this::run);
	}

	/** Where the client is to connect to. */
	String uri() {
		return "ws://127.0.0.1:" + this.entrance.getLocalPort() + "/";
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "wire");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void run() {
		try (Socket client = this.entrance.accept(); Socket server = new Socket("127.0.0.1", this.exit)) {
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			Thread answers = thread(() -> pass(Side.SERVER, server, client));
			pass(Side.CLIENT, client, server);
			answers.join();
		}
		catch (IOException | InterruptedException ex) {
			// The test is over.
		}
	}

	private void pass(Side side, Socket from, Socket to) {
		try {
			DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
			OutputStream out = to.getOutputStream();
			byte[] head = head(in);
			note(() -> this.heads.put(side, new String(head, StandardCharsets.ISO_8859_1)));
			out.write(head);
			while (true) {
				ByteArrayOutputStream bytes = new ByteArrayOutputStream();
				Frame frame = frame(in, new DataOutputStream(bytes));
				note(() -> this.frames.get(side).add(frame));
				bytes.writeTo(out);
			}
		}
		catch (EOFException ex) {
			try {
				to.shutdownOutput();
			}
			catch (IOException ignored) {
				// It is gone as well.
			}
		}
		catch (IOException ex) {
			closeQuietly(from);
			closeQuietly(to);
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It was not to be used any more.
		}
	}

	private static byte[] head(DataInputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		for (int end = 0; end != 0x0D0A0D0A;) {
			int b = in.readUnsignedByte();
			head.write(b);
			end = end << 8 | b;
		}
		return head.toByteArray();
	}

	/** Reads a frame (RFC 6455 section 5.2) and copies its bytes. */
	private static Frame frame(DataInputStream in, DataOutputStream copy) throws IOException {
		int first = in.readUnsignedByte();
		int second = in.readUnsignedByte();
		copy.writeShort(first << 8 | second);
		long length = second & 0x7F;
		if (length == 126) {
			length = in.readUnsignedShort();
			copy.writeShort((int) length);
		}
		else if (length == 127) {
			length = in.readLong();
			copy.writeLong(length);
		}
		byte[] key = new byte[(second & 0x80) >> 5];
		in.readFully(key);
		copy.write(key);
		byte[] payload = new byte[Math.toIntExact(length)];
		in.readFully(payload);
		copy.write(payload);
		for (int i = 0; key.length > 0 && i < payload.length; i++) {
			payload[i] ^= key[i & 3];
		}
		Frame frame = Frame.of(first & 0x0F, payload).rsv((first >> 4) & 7);
		return ((first & 0x80) != 0) ? frame : frame.unfinished();
	}

	private synchronized void note(Runnable note) {
		note.run();
		notifyAll();
	}

	/** A field of a side's head, or null if it has none. */
	synchronized String field(Side side, String name) throws InterruptedException {
		await(() -> this.heads.containsKey(side), side + " sends a head");
		Matcher matcher = Pattern.compile("(?im)^" + name + ": *(.*?) *$").matcher(this.heads.get(side));
		return matcher.find() ? matcher.group(1) : null;
	}

	/** What a side sent up to now. */
	synchronized List<Frame> frames(Side side) {
		return List.copyOf(this.frames.get(side));
	}

	/** Waits until a side has sent a frame. */
	synchronized void await(Side side, Predicate<Frame> wanted) throws InterruptedException {
		await(() -> this.frames.get(side).stream().anyMatch(wanted), side + " sends such a frame");
	}

	private void await(BooleanSupplier condition, String description) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			long rest = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
			assertThat(rest).as(description).isPositive();
			wait(rest);
		}
	}

	/** The messages that a side sent up to now, each as one frame. */
	List<Frame> messages(Side side) {
		List<Frame> messages = new ArrayList<>();
		for (Frame frame : frames(side)) {
			if (frame.opcode() == Frame.CONTINUATION) {
				Frame begun = messages.remove(messages.size() - 1);
				messages.add(Frame.of(begun.opcode(), join(begun.payload(), frame.payload())).rsv(begun.rsv()));
			}
			else if (!frame.isControl()) {
				messages.add(frame);
			}
		}
		return messages;
	}

	private static byte[] join(byte[] one, byte[] other) {
		return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
	}

}
