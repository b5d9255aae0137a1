package dev.belfry.conformance.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Status and headers of an HTTP/1.1 answer.
///
/// @param headers by name in lower case, values in the order they came in
public record ResponseHead(int status, Map<String, List<String>> headers) {

  /// The first value of a header.
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  boolean chunked() {
    return header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent();
  }
}
