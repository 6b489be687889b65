package dev.wsboot.engine.client;

import java.util.SortedMap;
import java.util.function.Supplier;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.dial.DialSettings;

/** What a {@link WsClientBuilder} was told. */
record WsClientSettings(String name, WsOptions options, Headers headers, SortedMap<String, Supplier<String>> changing,
		DialSettings dialling) {

}
