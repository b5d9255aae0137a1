package dev.belfry.protocol;

/// WebSocket close codes, of RFC 6455 section 7.4.1 and Belfry's own. Belfry's carry their verdict
/// in their range, so that a client needs no table: 4000-4499 reconnect, 4500-4999 do not.
public final class CloseCode {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;
  public static final int NO_STATUS = 1005;
  public static final int ABNORMAL = 1006;
  public static final int INVALID_TEXT = 1007;
  public static final int TOO_BIG = 1009;
  public static final int INTERNAL_ERROR = 1011;
  public static final int UNAVAILABLE = 1013;

  /// The server is leaving; the reason is `{"reconnectWithin":15}`, seconds.
  public static final int LEAVING = 4000;

  /// No pong, nor anything else, within 10 s of a ping.
  public static final int NO_PONG = 4001;

  /// The token has expired; a new connection with a new one is welcome.
  public static final int TOKEN_EXPIRED = 4002;

  /// The client took no bytes for five minutes, or fell too far behind without history.
  public static final int TOO_SLOW = 4003;

  public static final int TOO_MANY_REQUESTS = 4004;

  /// Raw mode only: messages were missed; the reason is `{"missed":12,"position":"k3f9-31"}`.
  public static final int GAP = 4005;

  /// The token is not one that this server accepts.
  public static final int BAD_TOKEN = 4500;

  /// Framed protocol only: a frame that no reply can be given to.
  public static final int BAD_FRAME = 4501;

  public static final int FORBIDDEN = 4502;
  public static final int CONNECTION_LIMIT = 4503;

  /// Framed protocol only: no `connect` within 10 s.
  public static final int NOT_CONNECTED = 4504;

  private CloseCode() {}

  /// Whether a client that was closed with `code` should connect again.
  public static boolean reconnects(int code) {
    return switch (code) {
      case GOING_AWAY, NO_STATUS, ABNORMAL, INTERNAL_ERROR, 1012, UNAVAILABLE, 1014 -> true;
      default -> code >= 4000 && code < 4500;
    };
  }
}
