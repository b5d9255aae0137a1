package dev.belfry.client;

import dev.belfry.protocol.JsonText;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a connection is made of.
///
/// @param address where the framed protocol is spoken
/// @param headers of the request that opens it, beside those of WebSocket
/// @param user who the client says it is, where the server has no tokens; null for nobody
/// @param info what presence shows of it; null for nothing
/// @param tokens null where the server has no tokens
/// @param onState hears of changes, on the connection's thread
/// @param random draws the waits between attempts
/// @param clock tells how long a token is still good
record ConnectionSettings(
    URI address,
    Map<String, String> headers,
    HttpClient http,
    ClientTimings timings,
    @Nullable String user,
    @Nullable JsonText info,
    @Nullable TokenSource tokens,
    Consumer<ListenState> onState,
    RandomGenerator random,
    InstantSource clock) {

  Backoff backoff() {
    return new Backoff(timings.backoffFirst(), timings.backoffMost(), random);
  }
}
