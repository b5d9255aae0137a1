package dev.belfry.client;

import java.net.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Why the server refused a request (RFC 9457).
///
/// @param status the HTTP status
/// @param code the error's word, such as `forbidden`; `unknown` where the answer names none
/// @param detail a sentence for people
public record Problem(int status, String code, String detail) {
  private static final int DETAIL_LENGTH_MAX = 500;

  /// Whether the same request may succeed later without being changed.
  public boolean temporary() {
    return status == 408 || status == 429 || status >= 500;
  }

  /// Reads an answer that is no success, whoever gave it: a proxy's page of HTML does too.
  static Problem of(HttpResponse<?> response, String body) {
    int status = response.statusCode();
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (type.contains("json")) {
      try {
        return of(status, JsonMapper.shared().readTree(body));
      } catch (JacksonException notJson) {
        return new Problem(status, "unknown", shortened(body));
      }
    }
    return new Problem(status, "unknown", type.contains("html") ? "" : shortened(body));
  }

  private static Problem of(int status, JsonNode problem) {
    String title = problem.path("title").asString("");
    return new Problem(
        status,
        problem.path("code").asString("unknown"),
        shortened(problem.path("detail").asString(title)));
  }

  private static String shortened(String text) {
    String line = text.strip();
    return line.length() <= DETAIL_LENGTH_MAX ? line : line.substring(0, DETAIL_LENGTH_MAX);
  }

  @Override
  public String toString() {
    return status + " " + code + (detail.isEmpty() ? "" : ": " + detail);
  }
}
