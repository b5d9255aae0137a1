package dev.belfry.server.edge.http.request;

import dev.belfry.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Why a request is not served, as RFC 9457 says it.
///
/// @param status the HTTP status
/// @param code a word that programs may rely on; that of `ErrorCode` where one fits
/// @param detail one sentence for a developer to read
/// @param headers what the answer has to say besides, such as `Allow`
public record Problem(int status, String code, String detail, Map<String, String> headers) {
  private static final int RETRY_SECONDS = 5;

  public Problem {
    headers = Map.copyOf(headers);
  }

  /// An error that every surface knows, with its own status.
  public static Problem of(ErrorCode code, String detail) {
    return new Problem(code.httpStatus(), code.word(), detail, headersOf(code));
  }

  private static Map<String, String> headersOf(ErrorCode code) {
    if (code == ErrorCode.UNAUTHORIZED) {
      return Map.of("WWW-Authenticate", "Bearer"); // RFC 9110 section 15.5.2, RFC 6750 section 3
    }
    return code.temporary() ? Map.of("Retry-After", Integer.toString(RETRY_SECONDS)) : Map.of();
  }

  /// 400, with a sentence on what can't be understood.
  public static Problem badRequest(String detail) {
    return of(ErrorCode.BAD_REQUEST, detail);
  }

  /// 413: the body has more bytes than a message may have.
  public static Problem tooLarge(int bytesMax) {
    return of(ErrorCode.TOO_LARGE, "the body is larger than " + bytesMax + " bytes");
  }

  /// 503: this server can't take the request now, another or a later one may.
  public static Problem unavailable(String detail) {
    return of(ErrorCode.UNAVAILABLE, detail);
  }

  /// 429: this client asks too often.
  public static Problem rateLimited(String detail) {
    return of(ErrorCode.RATE_LIMITED, detail);
  }

  /// 429, with the time after which the client may ask again.
  public static Problem rateLimited(String detail, long waitNanos) {
    long seconds = Math.max(1, Math.ceilDiv(waitNanos, 1_000_000_000L));
    return rateLimited(detail).with("Retry-After", Long.toString(seconds));
  }

  /// 404: no route leads here.
  public static Problem notFound() {
    return word(404, "not-found", "there is nothing at this path");
  }

  /// 401: nobody said who they are, or what they showed is not good.
  public static Problem unauthorized(String detail) {
    return of(ErrorCode.UNAUTHORIZED, detail);
  }

  /// 403: the channel's policy does not let this client do it.
  public static Problem forbidden(String detail) {
    return of(ErrorCode.FORBIDDEN, detail);
  }

  /// 426: only WebSocket is spoken at this path.
  public static Problem upgradeRequired() {
    return word(426, "upgrade-required", "only WebSocket is spoken at this path")
        .with("Upgrade", "websocket")
        .with("Connection", "Upgrade");
  }

  /// 408: the request did not arrive in time (RFC 9110 section 15.5.9).
  public static Problem timeout() {
    return word(408, "timeout", "the request did not arrive in time");
  }

  public static Problem word(int status, String code, String detail) {
    return new Problem(status, code, detail, Map.of());
  }

  public Problem with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(status, code, detail, more);
  }

  /// Whether the same request may succeed later.
  public boolean temporary() {
    return status == 429 || status == 503;
  }

  /// How long a client should wait before it asks again, where it is temporary.
  public int retrySeconds() {
    return RETRY_SECONDS;
  }

  String title() {
    return ReasonPhrase.statusOf(status).reasonPhrase();
  }

  public byte[] toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("status", status);
    members.put("title", title());
    members.put("code", code);
    members.put("detail", detail);
    return JsonMapper.shared().writeValueAsBytes(members);
  }
}
