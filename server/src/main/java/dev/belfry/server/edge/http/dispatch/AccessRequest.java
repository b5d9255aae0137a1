package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.channel.ChannelName;
import java.util.List;

/// What a request wants to be let in for, as far as its head says it.
///
/// @param channels those it is about; none where that turns out later
public record AccessRequest(List<ChannelName> channels, Kind kind) {
  public AccessRequest {
    channels = List.copyOf(channels);
  }

  /// How the client goes on.
  public enum Kind {
    WEBSOCKET("websocket"),
    EVENT_STREAM("events"),
    HTTP("http");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// As the application is told.
    public String word() {
      return word;
    }
  }
}
