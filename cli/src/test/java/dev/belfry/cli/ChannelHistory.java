package dev.belfry.cli;

import dev.belfry.client.BelfryConnection;
import dev.belfry.protocol.Command;
import java.net.URI;
import java.util.List;

/// What a server has of a channel.
final class ChannelHistory {
  private ChannelHistory() {}

  /// The newest thousand texts of a channel, oldest first.
  static List<String> of(URI server, String channel) throws Exception {
    try (BelfryConnection connection = BelfryConnection.open(server)) {
      return connection
          .history(new Command.History(channel, null, null, 1_000))
          .get()
          .orElseThrow()
          .messages()
          .stream()
          .map(message -> message.data().toNode().asString())
          .toList();
    }
  }
}
