package dev.belfry.server.edge.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks UTF-8 (RFC 3629) piece by piece, so that a broken text is refused at the fragment that
/// breaks it. Overlong forms, surrogates and anything above U+10FFFF are refused.
///
/// What is known between two pieces is one `int`: how many bytes the current character still needs,
/// and the lowest and the highest value that its next byte may have.
final class Utf8 {
  /// The text may end here. This is also where every text begins.
  static final int COMPLETE = 0;

  /// The text is broken, and stays so.
  static final int BROKEN = -1;

  private static final int ASCII_STEP = Long.BYTES;
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Utf8() {}

  static boolean isValid(byte[] bytes) {
    return check(COMPLETE, bytes, 0, bytes.length) == COMPLETE;
  }

  /// Goes on from `state` through the bytes from `from` up to, not including, `end`.
  ///
  /// @return the state after them: `COMPLETE`, `BROKEN`, or within a character
  static int check(int state, byte[] bytes, int from, int end) {
    int now = state;
    int at = from;
    while (at < end && now != BROKEN) {
      if (now == COMPLETE) {
        at = skipAscii(bytes, at, end);
        if (at == end) {
          return COMPLETE;
        }
      }
      now = step(now, bytes[at++] & 0xFF);
    }
    return now;
  }

  private static int skipAscii(byte[] bytes, int from, int end) {
    int at = from;
    while (at + ASCII_STEP <= end && ((long) EIGHT_BYTES.get(bytes, at) & NOT_ASCII) == 0) {
      at += ASCII_STEP;
    }
    while (at < end && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  private static int step(int state, int next) {
    if (state == COMPLETE) {
      return first(next);
    }
    if (next < lowest(state) || next > highest(state)) {
      return BROKEN;
    }
    int missing = missing(state) - 1;
    return missing == 0 ? COMPLETE : within(missing, 0x80, 0xBF);
  }

  private static int first(int next) {
    if (next < 0x80) {
      return COMPLETE;
    }
    if (next < 0xC2 || next > 0xF4) {
      return BROKEN;
    }
    if (next < 0xE0) {
      return within(1, 0x80, 0xBF);
    }
    return switch (next) {
      case 0xE0 -> within(2, 0xA0, 0xBF); // below is overlong
      case 0xED -> within(2, 0x80, 0x9F); // above are surrogates
      case 0xF0 -> within(3, 0x90, 0xBF); // below is overlong
      case 0xF4 -> within(3, 0x80, 0x8F); // above is past U+10FFFF
      default -> within(next < 0xF0 ? 2 : 3, 0x80, 0xBF);
    };
  }

  private static int within(int missing, int lowest, int highest) {
    return (missing << 16) | (lowest << 8) | highest;
  }

  private static int missing(int state) {
    return state >> 16;
  }

  private static int lowest(int state) {
    return (state >> 8) & 0xFF;
  }

  private static int highest(int state) {
    return state & 0xFF;
  }
}
