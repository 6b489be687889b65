package dev.wsboot.engine;

import java.time.Duration;
import java.util.Collection;

/**
 * One place that connections are opened at: a server's route, or what a client connects
 * to. Thread-safe.
 */
public interface WsEndpoint {

	/**
	 * Names the endpoint in meters and logs.
	 * @return a route's template, such as {@code /chat/{room}}, or a client's name
	 */
	String name();

	/**
	 * The options of the connections.
	 * @return the options
	 */
	WsOptions options();

	/**
	 * What has been counted.
	 * @return the ledger
	 */
	WsLedger ledger();

	/**
	 * The connections open now, as a live view.
	 * @return a view for concurrent use
	 */
	Collection<WsConnection> connections();

	/**
	 * Has an observer told of the life of the endpoint's connections.
	 * @param observer told from now on
	 */
	void observe(WsConnectionObserver observer);

	/**
	 * Closes every connection with 1001 and waits until the peers have answered and the
	 * handlers have been told: {@link WsHandler#onClose} has returned for every
	 * connection. Called by a handler, it waits for the peers alone.
	 * @param timeout how long to wait; connections still open then are terminated, and
	 * handlers still at work are named in the log
	 * @return true if all were closed and all handlers had returned in time
	 */
	boolean drain(Duration timeout);

}
