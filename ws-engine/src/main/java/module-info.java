/**
 * A WebSocket engine: protocol, connections, server and client. Everything below
 * {@code internal} is open to the Spring Boot starter alone and changes without notice.
 */
module dev.wsboot.engine {

	requires static org.jspecify;

	exports dev.wsboot.engine;
	exports dev.wsboot.engine.client;
	exports dev.wsboot.engine.extension;
	exports dev.wsboot.engine.server;

	exports dev.wsboot.engine.internal.buffer to dev.wsboot.spring;
	exports dev.wsboot.engine.internal.connection to dev.wsboot.spring;
	exports dev.wsboot.engine.internal.deflate to dev.wsboot.spring;
	exports dev.wsboot.engine.internal.handshake to dev.wsboot.spring;
	exports dev.wsboot.engine.internal.protocol to dev.wsboot.spring;
	exports dev.wsboot.engine.internal.transport to dev.wsboot.spring;

	uses dev.wsboot.engine.EngineProvider;

	provides dev.wsboot.engine.EngineProvider with dev.wsboot.engine.internal.connection.ConnectionProvider;

}
