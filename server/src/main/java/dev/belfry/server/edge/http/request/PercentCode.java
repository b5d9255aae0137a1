package dev.belfry.server.edge.http.request;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/// Percent-encoding of RFC 3986 section 2.1, read strictly and once.
final class PercentCode {
  private PercentCode() {}

  /// The text behind the encoding; empty where an escape is broken, a character has no place in a
  /// request target, or the bytes are not UTF-8.
  ///
  /// @param plusIsSpace as in queries that HTML forms and URLSearchParams write
  static Optional<String> decode(String encoded, boolean plusIsSpace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        int octet = octet(encoded, i + 1);
        if (octet < 0) {
          return Optional.empty();
        }
        bytes.write(octet);
        i += 2;
      } else if (c <= ' ' || c > '~' || c == '#') {
        return Optional.empty();
      } else {
        bytes.write(c == '+' && plusIsSpace ? ' ' : c);
      }
    }
    return Utf8Text.decode(bytes.toByteArray());
  }

  private static int octet(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
