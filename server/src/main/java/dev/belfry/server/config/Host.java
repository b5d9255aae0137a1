package dev.belfry.server.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/// The name of a machine, or an address of it without brackets; in lower case.
public record Host(String text) {
  private static final int NAME_CHARACTERS_MAX = 253;

  static Optional<Host> parse(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    return isName(host) || address(host).isPresent()
        ? Optional.of(new Host(host))
        : Optional.empty();
  }

  /// Labels of letters, digits, `-` and `_` between dots; a last label without a letter would be
  /// part of an address.
  private static boolean isName(String host) {
    if (host.length() > NAME_CHARACTERS_MAX) {
      return false;
    }
    boolean letterInLabel = false;
    int labelStart = 0;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '.') {
        if (i == labelStart) {
          return false;
        }
        labelStart = i + 1;
        letterInLabel = false;
      } else if (c >= 'a' && c <= 'z') {
        letterInLabel = true;
      } else if (c != '_' && (c != '-' || i == labelStart) && (c < '0' || c > '9')) {
        return false;
      }
    }
    return letterInLabel;
  }

  /// Whether only this machine itself reaches what listens here: 127.0.0.0/8, `::1`, `localhost`.
  public boolean loopback() {
    return text.equals("localhost")
        || address(text).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
