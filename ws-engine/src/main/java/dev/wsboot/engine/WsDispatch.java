package dev.wsboot.engine;

/**
 * Where a handler is called. Either way the calls for one connection are serial and in
 * order.
 */
public enum WsDispatch {

	/**
	 * On the engine's executor, by default a virtual thread where the JVM has them: the
	 * handler may block.
	 */
	EXECUTOR,

	/**
	 * On the event loop that read the message: the fastest, for handlers that never
	 * block. A handler that does block stops every connection of its loop.
	 */
	INLINE

}
