package dev.belfry.server.edge.websocket.handshake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One extension that a client offers in a `Sec-WebSocket-Extensions` header (RFC 6455 section
/// 9.1).
record ExtensionOffer(String name, List<Parameter> parameters) {
  /// @param value null where the parameter has none; without its quotes
  record Parameter(String name, @Nullable String value) {}

  /// The offers of one header line in their order, and null where the line does not follow the
  /// grammar.
  static @Nullable List<ExtensionOffer> parse(String line) {
    return new Parser(line).offers();
  }

  /// Goes over the line once. A method that finds no token gives an empty one, which is an error
  /// wherever it stands.
  private static final class Parser {
    private final String line;
    private int at;

    Parser(String line) {
      this.line = line;
    }

    @Nullable List<ExtensionOffer> offers() {
      List<ExtensionOffer> offers = new ArrayList<>();
      skipEmptyMembers();
      while (at < line.length()) {
        ExtensionOffer offer = offer();
        if (offer == null || (at < line.length() && line.charAt(at) != ',')) {
          return null;
        }
        offers.add(offer);
        skipEmptyMembers();
      }
      return offers;
    }

    private void skipEmptyMembers() {
      while (take(',')) {
        // nothing between two commas
      }
    }

    private @Nullable ExtensionOffer offer() {
      String name = token();
      if (name.isEmpty()) {
        return null;
      }
      List<Parameter> parameters = new ArrayList<>();
      while (take(';')) {
        String parameter = token();
        String value = take('=') ? value() : null;
        if (parameter.isEmpty() || (value != null && value.isEmpty())) {
          return null;
        }
        parameters.add(new Parameter(parameter, value));
      }
      return new ExtensionOffer(name, parameters);
    }

    /// A token, or a token between quotes.
    private String value() {
      if (!take('"')) {
        return token();
      }
      String value = token();
      return take('"') ? value : "";
    }

    private String token() {
      skipBlanks();
      int start = at;
      while (at < line.length() && HeaderToken.isTokenCharacter(line.charAt(at))) {
        at++;
      }
      return line.substring(start, at);
    }

    private boolean take(char expected) {
      skipBlanks();
      boolean there = at < line.length() && line.charAt(at) == expected;
      at += there ? 1 : 0;
      return there;
    }

    private void skipBlanks() {
      while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
        at++;
      }
    }
  }
}
