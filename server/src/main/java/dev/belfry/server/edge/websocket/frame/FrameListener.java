package dev.belfry.server.edge.websocket.frame;

import dev.belfry.server.session.CloseReason;

/// What a client said, message by message, in its order. The arrays belong to the listener.
///
/// After `onClose` or `onViolation` nothing more comes.
public interface FrameListener {
  /// Whether it takes more now. While it does not, bytes stay unread.
  default boolean ready() {
    return true;
  }

  /// A text message.
  ///
  /// @param utf8 the whole of it, checked to be UTF-8
  void onText(byte[] utf8);

  /// A binary message.
  void onBinary(byte[] bytes);

  /// A ping, which wants a pong back.
  ///
  /// @param payload at most 125 bytes, which the pong repeats
  void onPing(byte[] payload);

  void onPong(byte[] payload);

  /// The client closes. It expects a close frame back.
  ///
  /// @param code 1005 where the client gave none
  void onClose(int code, String reason);

  /// The client broke the rules of RFC 6455, or a bound.
  ///
  /// @param reason the close frame to answer with
  void onViolation(CloseReason reason);
}
