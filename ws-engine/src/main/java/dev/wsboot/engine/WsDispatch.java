package dev.wsboot.engine;

/**
 * Where a handler is called. Either way the calls for one connection are serial and in
 * order.
 */
public enum WsDispatch {

	/**
	 * Where the handler may block: on the engine's executor, by default a virtual thread
	 * where the JVM has them. Without an executor of the application's, the thread of a
	 * busy event loop may call a handler that was quick before; should it block after
	 * all, another thread takes the loop's place.
	 */
	EXECUTOR,

	/**
	 * On the event loop that read the message: the fastest, for handlers that never
	 * block. A handler that does block stops every connection of its loop.
	 */
	INLINE

}
