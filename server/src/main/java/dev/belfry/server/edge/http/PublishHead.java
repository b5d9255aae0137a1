package dev.belfry.server.edge.http;

import dev.belfry.server.log.Message;
import dev.belfry.server.publish.PublishTerms;
import dev.belfry.server.publish.ScheduleTime;
import dev.belfry.server.publish.Scheduler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the head of a POST says about the message in its body.
///
/// @param atMillis when it is to appear; `Scheduler.AT_ONCE` where the head does not say
/// @param expiresAtMillis `Long.MAX_VALUE` for never
record PublishHead(
    Message.Kind kind,
    @Nullable String idempotencyKey,
    @Nullable String replaceKey,
    long atMillis,
    long expiresAtMillis) {
  /// UTF-8, by its other name too, and what is part of it.
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String REPLACE_KEY = "Belfry-Replace-Key";
  static final String AT = "Belfry-At";
  static final String EXPIRES = "Belfry-Expires";

  static Checked<PublishHead> read(HttpHeaders headers, long nowMillis) {
    Checked<Message.Kind> kind = kind(headers);
    Checked<Optional<String>> once = key(headers, IDEMPOTENCY_KEY);
    Checked<Optional<String>> replace = key(headers, REPLACE_KEY);
    return kind.then(k ->
        once.then(o ->
            replace.then(r ->
                at(headers, nowMillis)
                    .then(a ->
                        expires(headers, Math.max(nowMillis, a)).map(e -> of(k, o, r, a, e))))));
  }

  private static PublishHead of(
      Message.Kind kind,
      Optional<String> once,
      Optional<String> replace,
      long atMillis,
      long expiresAtMillis) {
    return new PublishHead(
        kind, once.orElse(null), replace.orElse(null), atMillis, expiresAtMillis);
  }

  static Checked<Message.Kind> kind(HttpHeaders headers) {
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
      if (parameter.startsWith("charset=") && !CHARSETS.contains(parameter.substring(8))) {
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

  static Problem unsupported(String detail) {
    return Problem.word(415, "unsupported-media-type", detail);
  }

  private static Checked<Optional<String>> key(HttpHeaders headers, String name) {
    List<String> values = headers.getAll(name);
    if (values.isEmpty()) {
      return Checked.good(Optional.empty());
    }
    String key = values.getFirst();
    return values.size() == 1 && PublishTerms.isKey(key)
        ? Checked.good(Optional.of(key))
        : Checked.malformed(name + " " + PublishTerms.KEY_FORM);
  }

  private static Checked<Long> at(HttpHeaders headers, long nowMillis) {
    List<String> values = headers.getAll(AT);
    if (values.isEmpty()) {
      return Checked.good(Scheduler.AT_ONCE);
    }
    Optional<Long> read =
        values.size() == 1 ? ScheduleTime.parse(values.getFirst(), nowMillis) : Optional.empty();
    return read.isPresent()
        ? Checked.good(read.get())
        : Checked.malformed(AT + " " + ScheduleTime.FORM);
  }

  /// A duration counts from when the message appears.
  private static Checked<Long> expires(HttpHeaders headers, long appearsMillis) {
    List<String> values = headers.getAll(EXPIRES);
    if (values.isEmpty()) {
      return Checked.good(Long.MAX_VALUE);
    }
    Optional<Long> read =
        values.size() == 1
            ? PublishTerms.timeToCome(values.getFirst(), appearsMillis)
            : Optional.empty();
    return read.isPresent()
        ? Checked.good(read.get())
        : Checked.malformed(EXPIRES + " " + PublishTerms.TIME_FORM);
  }
}
