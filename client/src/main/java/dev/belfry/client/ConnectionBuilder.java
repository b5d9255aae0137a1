package dev.belfry.client;

import dev.belfry.protocol.JsonText;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Says how a connection is to be, and opens it.
public final class ConnectionBuilder {
  private final URI base;
  private ClientTimings timings = ClientTimings.DEFAULT;
  private Consumer<ListenState> onState = state -> {};
  private RandomGenerator random = new SplittableRandom();
  private InstantSource clock = InstantSource.system();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private @Nullable HttpClient http;
  private @Nullable TokenSource tokens;
  private @Nullable String user;
  private @Nullable JsonText info;

  ConnectionBuilder(URI base) {
    this.base = base;
  }

  /// Where tokens come from, for a server that demands them.
  public ConnectionBuilder tokens(TokenSource source) {
    tokens = source;
    return this;
  }

  /// Who this is, to a server without tokens; presence shows it.
  public ConnectionBuilder user(String name) {
    user = name;
    return this;
  }

  /// What presence shows beside the user: a JSON object of at most 1,024 bytes.
  public ConnectionBuilder info(JsonText object) {
    info = object;
    return this;
  }

  /// Hears whether the connection stands. Called on the connection's own thread: it must not block.
  public ConnectionBuilder onState(Consumer<ListenState> listener) {
    onState = listener;
    return this;
  }

  /// How patient it is, instead of [ClientTimings#DEFAULT].
  public ConnectionBuilder timings(ClientTimings patience) {
    timings = patience;
    return this;
  }

  /// A client with TLS or proxy settings of one's own. It is not closed with the connection.
  public ConnectionBuilder http(HttpClient client) {
    http = client;
    return this;
  }

  /// A further header of the request that opens the connection, for a proxy that asks for it.
  ///
  /// @throws IllegalArgumentException where it is none, or none that a program may set
  public ConnectionBuilder header(String name, String value) {
    HttpRequest.newBuilder().header(name, value);
    headers.put(name, value);
    return this;
  }

  ConnectionBuilder random(RandomGenerator source) {
    random = source;
    return this;
  }

  ConnectionBuilder clock(InstantSource source) {
    clock = source;
    return this;
  }

  /// Begins to connect, and returns at once: what is asked meanwhile is sent when the server is
  /// there.
  public BelfryConnection open() {
    HttpClient client = http == null ? HttpClient.newHttpClient() : http;
    ConnectionSettings settings =
        new ConnectionSettings(
            Addresses.of(base).framed(),
            Map.copyOf(headers),
            client,
            timings,
            user,
            info,
            tokens,
            onState,
            random,
            clock);
    BelfryConnection connection = new BelfryConnection(settings, http == null);
    connection.start();
    return connection;
  }
}
