package dev.belfry.server.edge.http;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import java.util.List;

/// A place on this server.
sealed interface Route {
  /// A channel.
  record Channel(ChannelName name) implements Route {}

  /// A WebSocket that the embedding program serves.
  record Program(String path) implements Route {}

  /// Who is present in a channel.
  record Presence(ChannelName name) implements Route {}

  /// Whether the process is alive.
  record Live() implements Route {}

  /// Whether it can do its work.
  record Ready() implements Route {}

  /// A text about the server, for programs to read.
  record Described(Document document) implements Route {}

  /// Many publishes in one request.
  record Batch() implements Route {}

  /// A message that has not appeared yet.
  record Scheduled(Ulid id) implements Route {}

  /// The server as a whole, which only OPTIONS may ask about.
  record Server() implements Route {}

  /// The methods that it answers.
  default List<String> methods() {
    return switch (this) {
      case Channel _ -> List.of("GET", "HEAD", "POST", "OPTIONS");
      case Program _ -> List.of("GET", "OPTIONS");
      case Presence _, Live _, Ready _, Described _ -> List.of("GET", "HEAD", "OPTIONS");
      case Batch _ -> List.of("POST", "OPTIONS");
      case Scheduled _ -> List.of("DELETE", "OPTIONS");
      case Server _ -> List.of("OPTIONS");
    };
  }
}
