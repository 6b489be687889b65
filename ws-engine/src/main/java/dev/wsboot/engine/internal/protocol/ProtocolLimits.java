package dev.wsboot.engine.internal.protocol;

/**
 * What an endpoint may be made to hold for one connection.
 *
 * @param maxPayload largest message in bytes, after reassembly and decompression
 * @param maxFragments most frames that one message may consist of
 * @param sendBuffer bytes waiting to be written from which on no message is taken
 */
public record ProtocolLimits(int maxPayload, int maxFragments, int sendBuffer) {

}
