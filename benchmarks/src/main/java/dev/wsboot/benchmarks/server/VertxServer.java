package dev.wsboot.benchmarks.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;

/**
 * Vert.x 5: native epoll, a verticle for each processor. A handler that blocks runs on an
 * executor of its own.
 */
public final class VertxServer {

	/** Several verticles share the port that a negative number stands for. */
	private static final int SHARED_PORT = -1;

	private static final int DEFAULT_LIMIT = 65_536;

	private static final ExecutorService BLOCKING = Control.blockingExecutor();

	private static final Set<ServerWebSocket> RECEIVERS = ConcurrentHashMap.newKeySet();

	private static volatile int port;

	private VertxServer() {
	}

	/**
	 * Runs the server.
	 * @param arguments see {@link ServerSettings}
	 */
	public static void main(String[] arguments) {
		ServerSettings settings = ServerSettings.parse(arguments);
		int limit = Math.max(DEFAULT_LIMIT, settings.maxMessage());
		HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1")
			.setPort(SHARED_PORT)
			.setAcceptBacklog(1024)
			.setMaxWebSocketFrameSize(limit)
			.setMaxWebSocketMessageSize(limit)
			.setPerFrameWebSocketCompressionSupported(false)
			.setPerMessageWebSocketCompressionSupported(settings.compressed())
			.setWebSocketAllowServerNoContext(true)
			.setWebSocketPreferredClientNoContext(true);
		Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
		vertx
			.deployVerticle(() -> new Routes(options),
					new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
			.onSuccess((id) -> Control.listening(port))
			.onFailure(Throwable::printStackTrace);
	}

	private static void accept(ServerWebSocket socket) {
		switch (socket.path()) {
			case "/broadcast" -> {
				RECEIVERS.add(socket);
				socket.closeHandler((ignored) -> RECEIVERS.remove(socket));
				socket.textMessageHandler((text) -> RECEIVERS.forEach((receiver) -> receiver.writeTextMessage(text)));
			}
			case "/blocking" -> socket.textMessageHandler((text) -> BLOCKING.execute(() -> {
				Control.block();
				socket.writeTextMessage(text);
			}));
			default -> socket.textMessageHandler(socket::writeTextMessage);
		}
	}

	private static final class Routes extends VerticleBase {

		private final HttpServerOptions options;

		Routes(HttpServerOptions options) {
			this.options = options;
		}

		@Override
		public Future<HttpServer> start() {
			return this.vertx.createHttpServer(this.options)
				.webSocketHandler(VertxServer::accept)
				.listen()
				.onSuccess((server) -> port = server.actualPort());
		}

	}

}
