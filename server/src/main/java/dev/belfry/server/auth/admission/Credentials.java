package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.callback.Question;
import dev.belfry.server.auth.ticket.TicketUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a client brings to say who it is.
///
/// @param bearer a token or an API key, from `Authorization: Bearer` or the framed `connect`
/// @param ticket from `?ticket=`
/// @param question what the application is asked where neither is there
/// @param origin of the web page that the request is from
/// @param address what clients of the same address have in common; equal for them
/// @param direct whether the address may be held to what comes from it: not where it is private, as
///   that of a proxy is that passes on everybody's requests
public record Credentials(
    Optional<String> bearer,
    Optional<Ticket> ticket,
    Question question,
    Optional<String> origin,
    Object address,
    boolean direct) {

  private static final Question NO_QUESTION =
      new Question(List.of(), Optional.empty(), "", "http", Map.of());

  /// What somebody at an address brings who brings nothing.
  public static Credentials none(Object address) {
    return new Credentials(
        Optional.empty(), Optional.empty(), NO_QUESTION, Optional.empty(), address, false);
  }

  /// The same with another bearer, and without a ticket: what a client says later.
  public Credentials withBearer(String token) {
    return new Credentials(Optional.of(token), Optional.empty(), question, origin, address, direct);
  }

  /// A ticket and what it is shown for.
  public record Ticket(String text, TicketUse use) {
    /// Without the ticket.
    @Override
    public String toString() {
      return "a ticket for " + use;
    }
  }

  /// What is there, without saying it.
  @Override
  public String toString() {
    return "credentials"
        + (bearer.isPresent() ? " with a bearer" : "")
        + (ticket.isPresent() ? " with a ticket" : "")
        + " of "
        + question.address();
  }
}
