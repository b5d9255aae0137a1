package dev.belfry.server.edge.http;

import dev.belfry.protocol.TimeText;
import dev.belfry.server.log.Message;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the head of a POST says about the message in its body.
///
/// @param expiresAtMillis `Long.MAX_VALUE` for never
record PublishHead(
    Message.Kind kind,
    @Nullable String idempotencyKey,
    @Nullable String replaceKey,
    long expiresAtMillis) {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String REPLACE_KEY = "Belfry-Replace-Key";
  static final String EXPIRES = "Belfry-Expires";

  private static final int KEY_LENGTH_MAX = 255;

  static Checked<PublishHead> read(HttpHeaders headers, long nowMillis) {
    Checked<Message.Kind> kind = kind(headers);
    Checked<Optional<String>> once = key(headers, IDEMPOTENCY_KEY);
    Checked<Optional<String>> replace = key(headers, REPLACE_KEY);
    Checked<Long> expires = expires(headers, nowMillis);
    return kind.then(k -> once.then(o -> replace.then(r -> expires.map(e -> of(k, o, r, e)))));
  }

  private static PublishHead of(
      Message.Kind kind, Optional<String> once, Optional<String> replace, long expiresAtMillis) {
    return new PublishHead(kind, once.orElse(null), replace.orElse(null), expiresAtMillis);
  }

  private static Checked<Message.Kind> kind(HttpHeaders headers) {
    boolean coded =
        headers.getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
            .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
    if (coded) {
      return Checked.bad(
          unsupported("a body with a content coding is not taken")
              .with("Accept-Encoding", "identity"));
    }
    List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
    return switch (types.size()) {
      case 0 -> Checked.good(Message.Kind.TEXT);
      case 1 -> kind(types.getFirst());
      default -> Checked.bad(unsupported("there is more than one Content-Type"));
    };
  }

  private static Checked<Message.Kind> kind(String contentType) {
    String[] parts = contentType.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return Checked.bad(unsupported("a body is UTF-8"));
      }
    }
    String type = parts[0].strip().toLowerCase(Locale.ROOT);
    if (type.startsWith("text/") || type.equals("application/x-www-form-urlencoded")) {
      return Checked.good(Message.Kind.TEXT);
    }
    boolean json =
        type.equals("application/json")
            || (type.startsWith("application/") && type.endsWith("+json"));
    return json
        ? Checked.good(Message.Kind.JSON)
        : Checked.bad(unsupported("a body is text/* or application/json, or has no type"));
  }

  private static Problem unsupported(String detail) {
    return Problem.word(415, "unsupported-media-type", detail);
  }

  private static Checked<Optional<String>> key(HttpHeaders headers, String name) {
    List<String> values = headers.getAll(name);
    if (values.isEmpty()) {
      return Checked.good(Optional.empty());
    }
    String key = values.getFirst();
    boolean fine =
        values.size() == 1
            && !key.isEmpty()
            && key.length() <= KEY_LENGTH_MAX
            && key.chars().allMatch(c -> c > ' ' && c <= '~');
    return fine
        ? Checked.good(Optional.of(key))
        : Checked.malformed(name + " is 1 to " + KEY_LENGTH_MAX + " visible ASCII characters");
  }

  private static Checked<Long> expires(HttpHeaders headers, long nowMillis) {
    List<String> values = headers.getAll(EXPIRES);
    if (values.isEmpty()) {
      return Checked.good(Long.MAX_VALUE);
    }
    Optional<Long> read =
        values.size() == 1 ? expires(values.getFirst(), nowMillis) : Optional.empty();
    return read.isPresent()
        ? Checked.good(read.get())
        : Checked.malformed(
            EXPIRES + " is a duration such as 30s, 10m, 24h, or a time of RFC 3339 to come");
  }

  private static Optional<Long> expires(String text, long nowMillis) {
    try {
      return TimeText.parseDuration(text)
          .map(Duration::toMillis)
          .map(millis -> Math.addExact(nowMillis, millis))
          .or(() -> TimeText.parseInstant(text).map(Instant::toEpochMilli))
          .filter(millis -> millis > nowMillis);
    } catch (ArithmeticException beyondAllTime) {
      return Optional.empty();
    }
  }
}
