package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.admission.Admittance;
import java.util.Optional;

/// Why a client is not let in, as every protocol says it.
///
/// @param code for a reply or an answer
/// @param close for a WebSocket, with the sentence that all of them use
public record NotAdmitted(ErrorCode code, CloseReason close) {
  /// The reason; empty where the client is let in.
  public static Optional<NotAdmitted> of(Admittance admittance) {
    return switch (admittance) {
      case Admittance.Admitted _ -> Optional.empty();
      case Admittance.Refused(Verdict verdict, String why) ->
          verdict == Verdict.FORBIDDEN
              ? reason(ErrorCode.FORBIDDEN, CloseCode.FORBIDDEN, why)
              : reason(ErrorCode.UNAUTHORIZED, CloseCode.BAD_TOKEN, why);
      case Admittance.Limited _ ->
          reason(
              ErrorCode.RATE_LIMITED,
              CloseCode.TOO_MANY_REQUESTS,
              "too much of this address was refused");
      case Admittance.Unavailable(String why) ->
          reason(ErrorCode.UNAVAILABLE, CloseCode.UNAVAILABLE, why);
    };
  }

  private static Optional<NotAdmitted> reason(ErrorCode code, int close, String why) {
    return Optional.of(new NotAdmitted(code, new CloseReason(close, why)));
  }

  /// A sentence for the client.
  public String why() {
    return close.text();
  }
}
