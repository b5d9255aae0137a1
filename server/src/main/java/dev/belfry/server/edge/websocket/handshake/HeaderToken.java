package dev.belfry.server.edge.websocket.handshake;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.stream.Stream;

/// Tokens in HTTP headers (RFC 9110 section 5.6).
final class HeaderToken {
  private HeaderToken() {}

  static boolean isTokenCharacter(char character) {
    return (character >= '0' && character <= '9')
        || (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || "!#$%&'*+-.^_`|~".indexOf(character) >= 0;
  }

  /// The members of a list that may be spread over several lines; empty ones are left out.
  static List<String> list(HttpHeaders headers, CharSequence name) {
    return headers.getAll(name).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::strip)
        .filter(member -> !member.isEmpty())
        .toList();
  }
}
