package dev.wsboot.engine.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tomcat's server. It cannot limit its window, and then takes our second offer, which
 * does not ask for that. It asks for nothing itself.
 */
class TomcatServerTests implements ForeignServer, CompressionContract, PeerContract.Fragments, PeerContract.Pings {

	private final Arrivals arrivals = new Arrivals();

	private final Logger logger = Logger.getLogger("org.apache");

	private final Tomcat tomcat = new Tomcat();

	@BeforeAll
	void start(@TempDir Path folder) throws Exception {
		this.logger.setLevel(Level.SEVERE);
		this.tomcat.setBaseDir(folder.toString());
		this.tomcat.setPort(0);
		this.tomcat.getConnector().setProperty("address", "127.0.0.1");
		Context context = this.tomcat.addContext("", null);
		Tomcat.addServlet(context, "default", new HttpServlet() {
		});
		context.addServletMappingDecoded("/", "default");
		context.addServletContainerInitializer(new WsSci(), null);
		context.addServletContainerInitializer(
				(classes, servlets) -> deploy((ServerContainer) servlets.getAttribute(ServerContainer.class.getName())),
				null);
		this.tomcat.start();
	}

	private void deploy(ServerContainer container) {
		try {
			container.addEndpoint(ServerEndpointConfig.Builder.create(Arriving.class, "/")
				.subprotocols(List.of(SUBPROTOCOL))
				.configurator(new ServerEndpointConfig.Configurator() {
					@Override
					public <T> T getEndpointInstance(Class<T> type) {
						return type.cast(new Arriving(TomcatServerTests.this.arrivals));
					}
				})
				.build());
		}
		catch (DeploymentException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterAll
	void stop() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	@Override
	public Variant granted(Variant asked) {
		return asked.withoutServerWindow();
	}

	@Override
	public Stream<Variant> theirs() {
		return Stream.of(Variant.ALL);
	}

	@Override
	public int listen(Variant asked) {
		return this.tomcat.getConnector().getLocalPort();
	}

	@Override
	public Arrivals arrivals() {
		return this.arrivals;
	}

	private static final class Arriving extends TomcatEnd {

		private final Arrivals arrivals;

		Arriving(Arrivals arrivals) {
			this.arrivals = arrivals;
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			super.onOpen(session, config);
			this.arrivals.add(this);
		}

	}

}
