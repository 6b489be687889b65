package dev.wsboot.engine.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.buffer.ArraySource;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.connection.Opening;
import dev.wsboot.engine.internal.handshake.Refusal;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Accepted;
import dev.wsboot.engine.internal.handshake.ServerHandshake.Refused;
import dev.wsboot.engine.internal.http.HttpHeadCollector;
import dev.wsboot.engine.internal.http.HttpHeadException;
import dev.wsboot.engine.internal.http.HttpRequestHead;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import dev.wsboot.engine.internal.log.Log;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.NioTransport;
import dev.wsboot.engine.internal.transport.SocketWriter;
import dev.wsboot.engine.internal.transport.StreamSocket;
import dev.wsboot.engine.internal.transport.Timer;
import dev.wsboot.engine.internal.transport.TlsSocket;
import dev.wsboot.engine.internal.transport.Transport;
import dev.wsboot.engine.internal.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One accepted socket until it is a connection or closed: reads the request, has it
 * judged and answers. On its loop's thread but for {@link #abort()}; what the application
 * does runs on the executor while nothing is read.
 */
final class ServerExchange implements TransportListener {

	private static final Log log = Log.of(WsServer.class);

	/**
	 * How long a socket is kept after its answer, so that unread bytes of the request do
	 * not turn the close into a reset that destroys the answer.
	 */
	private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

	private static final byte[] NOTHING = new byte[0];

	private final WsServer server;

	private final Engine engine;

	private final EventLoop loop;

	private final StreamSocket socket;

	/** Whether there was a place for it; else it is only told that there is none. */
	private final boolean admitted;

	private final NioTransport transport;

	private final HttpHeadCollector head;

	private final Timer deadline = Timer.of(this::timedOut);

	private Phase phase = Phase.READING;

	private boolean headOnly;

	/** Bytes behind the head. */
	private byte[] early = NOTHING;

	private @Nullable AnswerWriter writer;

	ServerExchange(WsServer server, Engine engine, EventLoop loop, StreamSocket socket, boolean admitted) {
		this.server = server;
		this.engine = engine;
		this.loop = loop;
		this.socket = socket;
		this.admitted = admitted;
		this.transport = new NioTransport(loop, socket, this);
		this.head = new HttpHeadCollector(server.settings().maxHandshakeBytes());
	}

	void start() {
		expireIn(this.server.settings().handshakeTimeout().toNanos());
		this.transport.start();
		if (this.server.isStopping()) {
			abort();
		}
	}

	private void expireIn(long nanos) {
		this.loop.schedule(this.deadline, this.loop.now() + nanos);
	}

	/** Closes the socket. From any thread. */
	void abort() {
		this.transport.close();
	}

	// Reading the request.

	@Override
	public void received(byte[] bytes, int offset, int length) {
		if (this.phase != Phase.READING) {
			// Behind a request that was refused: dropped.
			return;
		}
		try {
			int used = this.head.take(bytes, offset, length);
			if (this.head.isComplete()) {
				this.early = Arrays.copyOfRange(bytes, offset + used, offset + length);
				this.phase = Phase.JUDGING;
				judge(HttpRequestHead.parse(this.head));
			}
		}
		catch (HttpHeadException ex) {
			refuse(new Verdict.Refuse(ex.status(), Headers.EMPTY, String.valueOf(ex.getMessage())));
		}
	}

	private void judge(HttpRequestHead request) {
		this.headOnly = request.method().equals("HEAD");
		Principal principal = (this.socket instanceof TlsSocket tls) ? tls.peer() : null;
		Verdict verdict = this.admitted
				? Verdict.of(request, this.server.routes(), this.server.settings(), principal, remoteAddress())
				: Verdict.Refuse.of(Refused.because(Refusal.CAPACITY));
		WsHandshakeHook hook = this.server.settings().hook();
		if (verdict instanceof Verdict.Refuse refuse) {
			refuse(refuse);
		}
		else if (verdict instanceof Verdict.Plain plain) {
			apart(() -> ask(plain));
		}
		else if (verdict instanceof Verdict.Accept accept && hook != null) {
			apart(() -> ask(hook, accept));
		}
		else {
			Verdict.Accept accept = (Verdict.Accept) verdict;
			open(accept, accept.accepted().response());
		}
	}

	private @Nullable InetSocketAddress remoteAddress() {
		try {
			return (InetSocketAddress) ((SocketChannel) this.socket.channel()).getRemoteAddress();
		}
		catch (IOException ex) {
			return null;
		}
	}

	// Asking the application.

	/** Runs what may block, reads nothing meanwhile, and goes on with what it says. */
	private void apart(Supplier<Runnable> question) {
		this.transport.pauseReading();
		try {
			this.engine.executor().execute(() -> {
				Runnable next = question.get();
				try {
					this.loop.execute(next);
				}
				catch (RejectedExecutionException ex) {
					// The engine has stopped, and with it this exchange.
				}
			});
		}
		catch (Throwable ex) {
			this.transport.close();
		}
	}

	private Runnable ask(Verdict.Plain plain) {
		try {
			HttpAnswer given = plain.handler().handle(plain.request());
			return () -> answer(given);
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "HTTP handler threw", ex);
			return () -> refuse(new Verdict.Refuse(500, Headers.EMPTY, "internal error"));
		}
	}

	private Runnable ask(WsHandshakeHook hook, Verdict.Accept accept) {
		Headers.Builder response = Headers.builder().addAll(accept.accepted().response());
		try {
			hook.accept(accept.request(), response);
			return () -> open(accept, response.build());
		}
		catch (WsHandshakeException ex) {
			return () -> reject(accept, Refused.because(Refusal.HOOK, ex));
		}
		catch (Throwable ex) {
			return () -> reject(accept, Refused.failed(ex));
		}
	}

	// Answering.

	private void open(Verdict.Accept accept, Headers response) {
		if (this.phase != Phase.JUDGING || this.server.isStopping() || !this.engine.reserve()) {
			reject(accept, Refused.because(Refusal.CAPACITY));
			return;
		}
		this.loop.cancel(this.deadline);
		this.server.ended(this);
		Accepted accepted = accept.accepted();
		Opening opening = new Opening(Side.SERVER, accept.endpoint(), accept.request(), accepted.subprotocol(),
				accepted.extensions(), accepted.codecs());
		byte[] switching = new HttpResponseHead(101, response).toBytes();
		// Before the connection is opened, which may have reasons of its own to pause.
		this.transport.resumeReading();
		WsConnection connection = this.engine.open(opening, this.loop, this.transport, switching, this.early);
		this.server.opened(connection);
	}

	private void reject(Verdict.Accept accept, Refused refused) {
		accept.accepted().codecs().forEach(MessageCodec::close);
		refuse(Verdict.Refuse.of(refused, accept.endpoint()));
	}

	private void refuse(Verdict.Refuse refuse) {
		this.server.refused(refuse);
		HttpAnswer text = HttpAnswer.text(refuse.status(), refuse.message() + "\n");
		Headers fields = Headers.builder().addAll(refuse.headers()).addAll(text.headers()).build();
		answer(new HttpAnswer(refuse.status(), fields, text.body()));
	}

	private void answer(HttpAnswer given) {
		if (this.phase == Phase.CLOSED) {
			return;
		}
		this.phase = Phase.ANSWERING;
		this.server.answered(this);
		Headers fields = Headers.builder()
			.addAll(given.headers())
			.add("Connection", "close")
			.add("Content-Length", String.valueOf(given.body().length))
			.build();
		byte[] first = new HttpResponseHead(given.status(), fields).toBytes();
		byte[] body = this.headOnly ? NOTHING : given.body();
		this.transport.resumeReading();
		expireIn(this.server.settings().handshakeTimeout().toNanos());
		this.writer = new AnswerWriter(ByteBuffer.allocate(first.length + body.length).put(first).put(body).array());
		this.writer.shutdownAfterwards();
		this.writer.flush();
	}

	@Override
	public void writable() {
		if (this.writer != null) {
			this.writer.writable();
		}
	}

	// Ending without an answer.

	private void timedOut() {
		if (this.phase == Phase.READING && !this.head.isEmpty()) {
			refuse(new Verdict.Refuse(408, Headers.EMPTY, "the request took too long"));
		}
		else {
			this.transport.close();
		}
	}

	@Override
	public void endOfInput() {
		this.transport.close();
	}

	@Override
	public void failed(IOException cause) {
		log.log(Level.DEBUG, "socket failed before its handshake was done", cause);
	}

	@Override
	public void closed() {
		this.phase = Phase.CLOSED;
		this.loop.cancel(this.deadline);
		this.server.ended(this);
	}

	/** Writes the answer, and leaves the peer some time to take it. */
	private final class AnswerWriter extends SocketWriter<ArraySource> {

		AnswerWriter(byte[] answer) {
			super(new ArraySource());
			this.source.add(answer);
		}

		@Override
		protected Transport transport() {
			return ServerExchange.this.transport;
		}

		@Override
		protected void failed(IOException cause) {
			ServerExchange.this.transport.close();
		}

		@Override
		protected void drained() {
			expireIn(LINGER_NANOS);
		}

	}

	/** What becomes of the request, until the socket is closed or a connection's. */
	private enum Phase {

		READING, JUDGING, ANSWERING, CLOSED

	}

}
