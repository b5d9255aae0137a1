package dev.belfry.protocol;

import java.util.Arrays;
import java.util.Optional;

/// The words that name an error on every surface, with the HTTP status that goes with each (RFC
/// 9110 section 15) where nothing more exact applies.
public enum ErrorCode {
  BAD_REQUEST("bad-request", 400),
  UNAUTHORIZED("unauthorized", 401),
  FORBIDDEN("forbidden", 403),
  UNKNOWN_CHANNEL("unknown-channel", 404),
  CONFLICT("conflict", 409),
  TOO_LARGE("too-large", 413),
  RATE_LIMITED("rate-limited", 429),
  UNAVAILABLE("unavailable", 503);

  private final String word;
  private final int httpStatus;

  ErrorCode(String word, int httpStatus) {
    this.word = word;
    this.httpStatus = httpStatus;
  }

  /// The word as it stands in JSON.
  public String word() {
    return word;
  }

  /// The code with this word; empty for a word of a newer server.
  public static Optional<ErrorCode> of(String word) {
    return Arrays.stream(values()).filter(code -> code.word.equals(word)).findFirst();
  }

  /// The HTTP status of an answer with this error.
  public int httpStatus() {
    return httpStatus;
  }

  /// Whether the same request may succeed later without being changed.
  public boolean temporary() {
    return this == RATE_LIMITED || this == UNAVAILABLE;
  }
}
