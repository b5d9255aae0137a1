package dev.belfry.client;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.Reply;
import java.net.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Why the server refused a request (RFC 9457), a command, or a connection.
///
/// @param status the HTTP status, or the code with which a WebSocket was closed
/// @param code the error's word, such as `forbidden`; `unknown` where the answer names none
/// @param detail a sentence for people
public record Problem(int status, String code, String detail) {
  private static final int DETAIL_LENGTH_MAX = 500;

  /// Whether the same request may succeed later without being changed.
  public boolean temporary() {
    boolean http = status == 408 || status == 429 || (status >= 500 && status < 600);
    return http || CloseCode.reconnects(status);
  }

  /// A command that could not be done.
  static Problem of(Reply.Failed failed) {
    ErrorCode code = failed.code();
    return new Problem(code.httpStatus(), code.word(), shortened(failed.message()));
  }

  /// A WebSocket that was closed by the server.
  static Problem ofClose(int code, String reason) {
    ErrorCode word =
        switch (code) {
          case CloseCode.BAD_TOKEN -> ErrorCode.UNAUTHORIZED;
          case CloseCode.FORBIDDEN -> ErrorCode.FORBIDDEN;
          case CloseCode.TOO_BIG -> ErrorCode.TOO_LARGE;
          case CloseCode.CONNECTION_LIMIT -> ErrorCode.RATE_LIMITED;
          default -> ErrorCode.BAD_REQUEST;
        };
    return new Problem(code, word.word(), shortened(reason));
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
