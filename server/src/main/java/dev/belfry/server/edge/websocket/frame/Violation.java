package dev.belfry.server.edge.websocket.frame;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.session.CloseReason;

/// Every way in which a client can break the rules, as the close frame that answers it.
final class Violation {
  static final CloseReason NOT_MASKED = protocolError("frame not masked");
  static final CloseReason RESERVED_BITS = protocolError("reserved bit set");
  static final CloseReason UNKNOWN_OPCODE = protocolError("unknown opcode");
  static final CloseReason FRAGMENTED_CONTROL = protocolError("fragmented control frame");
  static final CloseReason LONG_CONTROL = protocolError("control frame over 125 bytes");
  static final CloseReason NOTHING_TO_CONTINUE = protocolError("no message to continue");
  static final CloseReason MESSAGE_UNFINISHED = protocolError("the message before is unfinished");
  static final CloseReason BAD_LENGTH = protocolError("length not in its shortest form");
  static final CloseReason BAD_CLOSE = protocolError("bad close frame");
  static final CloseReason TOO_BIG = new CloseReason(CloseCode.TOO_BIG, "message too big");
  static final CloseReason TOO_MANY_FRAGMENTS =
      new CloseReason(CloseCode.TOO_BIG, "too many fragments");
  static final CloseReason NOT_UTF8 = new CloseReason(CloseCode.INVALID_TEXT, "not UTF-8");
  static final CloseReason NOT_DEFLATE =
      new CloseReason(CloseCode.INVALID_TEXT, "broken compressed data");

  private Violation() {}

  private static CloseReason protocolError(String text) {
    return new CloseReason(CloseCode.PROTOCOL_ERROR, text);
  }
}
