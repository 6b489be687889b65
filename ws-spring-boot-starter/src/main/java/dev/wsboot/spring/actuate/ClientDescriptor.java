package dev.wsboot.spring.actuate;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.connection.WsLedger;
import dev.wsboot.spring.actuate.RouteDescriptor.CloseDescriptor;
import dev.wsboot.spring.actuate.RouteDescriptor.FramesDescriptor;
import dev.wsboot.spring.actuate.RouteDescriptor.OptionsDescriptor;

/**
 * A client.
 *
 * @param url where it connects to, without user, password and query
 * @param options what holds for its connections
 * @param active connections open now
 * @param opened connections ever opened
 * @param closed connections closed
 * @param closes those by close code and initiator
 * @param openTime how long those had been open, all together
 * @param rejections handshakes that failed, by reason
 * @param received frames received, by opcode
 * @param sent frames sent, by opcode
 */
public record ClientDescriptor(String url, OptionsDescriptor options, long active, long opened, long closed,
		List<CloseDescriptor> closes, Duration openTime, Map<String, Long> rejections,
		Map<String, FramesDescriptor> received, Map<String, FramesDescriptor> sent) {

	static ClientDescriptor of(WsClient client, URI url) {
		WsLedger ledger = client.ledger();
		WsOptions options = client.options();
		return new ClientDescriptor(shown(url), OptionsDescriptor.of(options), ledger.active(), ledger.openedCount(),
				ledger.closedCount(), CloseDescriptor.of(ledger), Duration.ofNanos(ledger.closedNanos()),
				ledger.rejections(), FramesDescriptor.received(ledger), FramesDescriptor.sent(ledger));
	}

	/** What may be a secret is left out. */
	private static String shown(URI url) {
		String port = (url.getPort() >= 0) ? ":" + url.getPort() : "";
		return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
	}

}
