package dev.belfry.server.edge.http.inbox;

import dev.belfry.protocol.Decoded;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Utf8Text;
import java.util.function.Function;
import java.util.function.Supplier;

/// The body of a request as JSON, whatever type it says it has: `curl -d` says form.
final class JsonBody {
  private JsonBody() {}

  static <T> Checked<T> read(byte[] body, Function<String, Decoded<T>> reader) {
    return Utf8Text.decode(body)
        .map(text -> checked(reader.apply(text)))
        .orElseGet(() -> Checked.malformed("the body is not UTF-8"));
  }

  private static <T> Checked<T> checked(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Frame<T>(T value) -> Checked.good(value);
      case Decoded.Refused<T>(_, String message) -> Checked.malformed(message);
      case Decoded.Broken<T>(String message) -> Checked.malformed(message);
    };
  }

  /// What is read, or the sentence of why it can't be.
  static <T> Checked<T> attempt(Supplier<T> reader) {
    try {
      return Checked.good(reader.get());
    } catch (IllegalArgumentException malformed) {
      return Checked.malformed(String.valueOf(malformed.getMessage()));
    }
  }
}
