package dev.wsboot.engine.internal.protocol;

/**
 * The two roles of RFC 6455. They differ in masking (section 5.1) and in who closes TCP
 * first (section 7.1.1).
 */
public enum Side {

	/** Receives masked frames and sends unmasked ones. */
	SERVER,

	/** Sends masked frames and receives unmasked ones. */
	CLIENT

}
