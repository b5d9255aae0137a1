package dev.belfry.server.edge.websocket.handshake;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which offer of permessage-deflate is taken, and with which answer (RFC 7692 section 7.1).
///
/// The answer always forbids both sides to keep a window from one message to the next: that is what
/// lets one packed message serve every client, and lets a connection go without state. A window of
/// our own below the full one cannot be had from the JDK, so an offer that asks for one is
/// declined.
final class DeflateOffer {
  private static final String NAME = "permessage-deflate";
  private static final String ANSWER =
      NAME + "; server_no_context_takeover; client_no_context_takeover";
  private static final String FULL_WINDOW = "15";
  private static final Set<String> WINDOWS = Set.of("8", "9", "10", "11", "12", "13", "14", "15");

  private DeflateOffer() {}

  /// The answer to the first of the offers that can be taken, and null where there is none.
  static @Nullable String answer(List<ExtensionOffer> offers) {
    for (ExtensionOffer offer : offers) {
      if (offer.name().equals(NAME) && isAcceptable(offer.parameters())) {
        return ANSWER + windowAnswer(offer.parameters());
      }
    }
    return null;
  }

  private static boolean isAcceptable(List<ExtensionOffer.Parameter> parameters) {
    Set<String> seen = new HashSet<>();
    return parameters.stream()
        .allMatch(parameter -> seen.add(parameter.name()) && isAcceptable(parameter));
  }

  private static boolean isAcceptable(ExtensionOffer.Parameter parameter) {
    String value = parameter.value();
    return switch (parameter.name()) {
      case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
      case "server_max_window_bits" -> FULL_WINDOW.equals(value);
      case "client_max_window_bits" -> value == null || WINDOWS.contains(value);
      default -> false;
    };
  }

  /// A client that asks for a bound on the server's window must be told one (RFC 7692 section
  /// 7.1.2.1).
  private static String windowAnswer(List<ExtensionOffer.Parameter> parameters) {
    boolean asked = parameters.stream().anyMatch(p -> p.name().equals("server_max_window_bits"));
    return asked ? "; server_max_window_bits=" + FULL_WINDOW : "";
  }
}
