package dev.wsboot.spring.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.spring.WsClients;
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
 * @param reconnects those opened in place of lost ones
 * @param closed connections closed
 * @param closes those by close code and initiator
 * @param openTime how long those had been open, all together
 * @param rejections handshakes that failed, by reason
 * @param received frames received, by opcode
 * @param sent frames sent, by opcode
 */
public record ClientDescriptor(String url, OptionsDescriptor options, long active, long opened, long reconnects,
		long closed, List<CloseDescriptor> closes, Duration openTime, Map<String, Long> rejections,
		Map<String, FramesDescriptor> received, Map<String, FramesDescriptor> sent) {

	static ClientDescriptor of(WsClients.Configured configured) {
		WsClient client = configured.client();
		WsLedger ledger = client.ledger();
		return new ClientDescriptor(configured.shownUrl(), OptionsDescriptor.of(client.options()), ledger.active(),
				ledger.openedCount(), ledger.reconnects(), ledger.closedCount(), CloseDescriptor.of(ledger),
				Duration.ofNanos(ledger.closedNanos()), ledger.rejections(), FramesDescriptor.received(ledger),
				FramesDescriptor.sent(ledger));
	}

}
