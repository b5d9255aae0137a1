package dev.belfry.server.auth.ticket;

import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Verdict;

/// What came of asking for a ticket, or of showing one.
public sealed interface TicketOutcome {
  /// It is made.
  ///
  /// @param expiresMillis milliseconds since 1970
  record Issued(String ticket, long expiresMillis) implements TicketOutcome {
    /// Without the ticket.
    @Override
    public String toString() {
      return "a ticket until " + expiresMillis;
    }
  }

  /// It is good; whether what it was issued for still stands has yet to be asked.
  record Admitted(Principal principal) implements TicketOutcome {}

  /// No.
  ///
  /// @param verdict [Verdict#UNAUTHORIZED] or [Verdict#FORBIDDEN]
  /// @param why a sentence for the client
  record Refused(Verdict verdict, String why) implements TicketOutcome {}

  /// The request can't be understood, or asks for too much in one ticket.
  record Malformed(String why) implements TicketOutcome {}

  /// Nobody can tell now whether it is good; a later one may be taken.
  record Unavailable(String why) implements TicketOutcome {}
}
