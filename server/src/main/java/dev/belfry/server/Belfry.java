package dev.belfry.server;

import dev.belfry.protocol.PublishReply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.session.ClientHandler;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The server inside a Java program.
///
/// ```java
/// try (Belfry belfry = Belfry.builder().port(8000).start()) {
///   belfry.publish("notifications", "Hello, world!");
/// }
/// ```
///
/// Clients of a path that the program handles itself are given to its `ClientHandler`. Closing
/// leaves gracefully, within `server.drain`.
public final class Belfry implements AutoCloseable {
  private final Node node;

  private Belfry(Node node) {
    this.node = node;
  }

  /// Begins with the defaults: 127.0.0.1, port 8000.
  public static Builder builder() {
    return new Builder();
  }

  /// Where it listens, as `http://host:port`.
  public URI uri() {
    return node.edge().uri();
  }

  /// The port it listens on; where 0 was asked for, the one it got.
  public int port() {
    return node.edge().uri().getPort();
  }

  /// Where those who run the server reach it, as `http://host:port`; empty where that is `uri`.
  public Optional<URI> adminUri() {
    return node.edge().adminUri();
  }

  /// How many connections are open, of every kind.
  public int connections() {
    return node.edge().connections();
  }

  /// Publishes text to a channel and waits until it is kept.
  ///
  /// @throws IllegalArgumentException where the channel's name is not one, or the text too large
  /// @throws IllegalStateException where it can't be kept now, the server has ended, or on one of
  ///   its event loops
  public PublishReply publish(String channel, String text) {
    ChannelName name =
        ChannelName.parse(channel)
            .orElseThrow(() -> new IllegalArgumentException("no channel name: " + channel));
    return node.program().publish(node.anyLoop(), name, text, () -> null);
  }

  /// Takes `auth`, `origins`, `hosts` and who may use `channels` from another configuration, while
  /// the server runs: who may not go on ends within a second. All other keys hold from a start on.
  ///
  /// @throws IOException naming a file of keys that can't be read; then nothing has changed
  public void reload(ServerConfig config) throws IOException {
    node.reload(config);
  }

  @Override
  public void close() {
    node.close();
  }

  /// What a server is to be, before it starts.
  public static final class Builder {
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, ClientHandler> handlers = new HashMap<>();
    private ServerConfig config = ServerConfig.defaults();
    private UnaryOperator<Logs> storeVariant = UnaryOperator.identity();
    private UnaryOperator<Inboxes> inboxesVariant = UnaryOperator.identity();
    private Tracing tracing = Tracing.NONE;

    private Builder() {}

    /// The port to listen on; 0 takes a free one.
    public Builder port(int port) {
      return set("server.port", Integer.toString(port));
    }

    /// Sets one key of docs/reference/configuration.md, as on the command line.
    public Builder set(String key, String value) {
      settings.put(key, value);
      return this;
    }

    /// Takes a whole configuration; keys that are set one by one are not looked at then.
    public Builder config(ServerConfig whole) {
      config = whole;
      settings.clear();
      return this;
    }

    /// Gives the WebSocket clients of a path to a handler, in place of the raw broadcast. What the
    /// handler broadcasts reaches all clients of the path; for `/notifications` and below it that
    /// is the channel of the same URL, with its event streams and history.
    ///
    /// @param path begins with `/`, and is matched whole
    public Builder handler(String path, ClientHandler handler) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("a path begins with /: " + path);
      }
      handlers.put(path, handler);
      return this;
    }

    /// Has somebody told what becomes of publishes.
    public Builder tracing(Tracing tracing) {
      this.tracing = tracing;
      return this;
    }

    /// Puts something between the server and its store.
    Builder store(UnaryOperator<Logs> variant) {
      storeVariant = variant;
      return this;
    }

    /// Puts something between the server and its inboxes.
    Builder inboxes(UnaryOperator<Inboxes> variant) {
      inboxesVariant = variant;
      return this;
    }

    /// Starts; the server serves when this returns.
    ///
    /// @throws IllegalArgumentException naming every problem of the settings, or the artifact that
    ///   durable channels need
    /// @throws IOException where the address can't be bound
    public Belfry start() throws IOException {
      ServerConfig effective = settings.isEmpty() ? config : ServerConfig.of(settings);
      return new Belfry(
          new Node(effective, Map.copyOf(handlers), storeVariant, inboxesVariant, tracing));
    }
  }
}
