package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.callback.Question;
import dev.belfry.server.auth.ticket.TicketUse;
import dev.belfry.server.channel.ChannelName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What clients bring who want to subscribe to `chat`.
final class TestCredentials {
  private static final ChannelName CHAT = ChannelName.parse("chat").orElseThrow();

  private TestCredentials() {}

  private static Question question(Map<String, String> headers) {
    return new Question(List.of(CHAT), Optional.empty(), "192.0.2.7", "websocket", headers);
  }

  private static Credentials credentials(
      Optional<String> bearer, Optional<Credentials.Ticket> ticket, Map<String, String> headers) {
    return new Credentials(bearer, ticket, question(headers), Optional.empty(), "address", true);
  }

  static Credentials bearer(String text) {
    return credentials(Optional.of(text), Optional.empty(), Map.of("Cookie", "sid=1"));
  }

  static Credentials cookie() {
    return credentials(Optional.empty(), Optional.empty(), Map.of("Cookie", "sid=1"));
  }

  static Credentials nothing() {
    return credentials(Optional.empty(), Optional.empty(), Map.of());
  }

  static Credentials ticket(String text) {
    Credentials.Ticket shown = new Credentials.Ticket(text, TicketUse.EVENT_STREAM);
    return credentials(Optional.empty(), Optional.of(shown), Map.of("Cookie", "sid=1"));
  }
}
