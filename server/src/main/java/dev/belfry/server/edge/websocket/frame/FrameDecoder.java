package dev.belfry.server.edge.websocket.frame;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.session.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the frames of one client (RFC 6455, RFC 7692). It belongs to the connection's event loop.
///
/// A frame that is whole in what was read is decoded from there; of one that is not, the bytes so
/// far are kept, and of a fragmented message the payload so far: together at most about twice the
/// bound for a message. An idle connection keeps neither.
public final class FrameDecoder {
  private static final int CONTROL_PAYLOAD_BYTES_MAX = 125;

  private final WebSocketCodec codec;
  private final boolean deflate;
  private boolean ended;
  private @Nullable ByteBuf partialFrame;
  private @Nullable PartialMessage partialMessage;

  /// Makes one for a connection, after its handshake.
  ///
  /// @param codec that of the connection's loop
  /// @param deflate whether permessage-deflate was agreed in the handshake
  public FrameDecoder(WebSocketCodec codec, boolean deflate) {
    this.codec = codec;
    this.deflate = deflate;
  }

  /// Takes all bytes of `in`, and tells the listener what has become whole by them. Where the
  /// listener is not ready for more, the rest of the bytes stays in `in`.
  public void read(ByteBuf in, FrameListener listener) {
    while (!ended && in.isReadable()) {
      if (!listener.ready()) {
        return;
      }
      ByteBuf partial = partialFrame;
      if (partial != null) {
        partial.writeBytes(in, Math.min(missingBytes(partial), in.readableBytes()));
      }
      ByteBuf frame = partial == null ? in : partial;
      CloseReason fault = fault(frame);
      if (fault != null) {
        violate(fault, listener);
      } else if (missingBytes(frame) == 0) {
        partialFrame = null;
        deliver(frame, listener);
      } else if (partial == null) {
        partialFrame = keep(in);
      }
    }
    in.skipBytes(in.readableBytes());
  }

  /// Ends it, from within a call of the listener too: nothing more is delivered, nothing kept.
  public void stop() {
    ended = true;
    partialFrame = null;
    partialMessage = null;
  }

  /// Bytes held for what is not whole yet.
  public int heldBytes() {
    int frame = partialFrame == null ? 0 : partialFrame.capacity();
    return frame + (partialMessage == null ? 0 : partialMessage.capacity());
  }

  /// The start of a frame, in memory of the heap that nobody has to release.
  private ByteBuf keep(ByteBuf in) {
    int payloadBytesMax = Math.max(CONTROL_PAYLOAD_BYTES_MAX, codec.wireBytesMax(deflate));
    int capacity = Math.max(FrameHead.BYTES_MAX, in.readableBytes());
    return Unpooled.buffer(capacity, FrameHead.BYTES_MAX + payloadBytesMax).writeBytes(in);
  }

  /// How many more bytes it takes, at least, until the frame is whole.
  private static int missingBytes(ByteBuf frame) {
    int have = frame.readableBytes();
    if (have < FrameHead.BYTES_MIN) {
      return FrameHead.BYTES_MIN - have;
    }
    int head = FrameHead.bytes(frame);
    if (have < head) {
      return head - have;
    }
    return (int) Math.max(0, head + FrameHead.payloadBytes(frame) - have);
  }

  /// What is wrong with the frame as far as its head is there, and null for nothing.
  private @Nullable CloseReason fault(ByteBuf frame) {
    if (frame.readableBytes() < FrameHead.BYTES_MIN) {
      return null;
    }
    int first = FrameHead.firstByte(frame);
    if (!FrameHead.isMasked(frame)) {
      return Violation.NOT_MASKED;
    }
    if ((first & Opcode.RESERVED) != 0 || (Opcode.isCompressed(first) && !mayBeCompressed(first))) {
      return Violation.RESERVED_BITS;
    }
    CloseReason fault = Opcode.isControl(first) ? controlFault(frame, first) : dataFault(first);
    return fault == null && FrameHead.isWhole(frame) ? lengthFault(frame, first) : fault;
  }

  private boolean mayBeCompressed(int first) {
    return deflate && (Opcode.of(first) == Opcode.TEXT || Opcode.of(first) == Opcode.BINARY);
  }

  private static @Nullable CloseReason controlFault(ByteBuf frame, int first) {
    if (Opcode.of(first) > Opcode.PONG) {
      return Violation.UNKNOWN_OPCODE;
    }
    if (!Opcode.isFinal(first)) {
      return Violation.FRAGMENTED_CONTROL;
    }
    return FrameHead.shortLength(frame) > CONTROL_PAYLOAD_BYTES_MAX ? Violation.LONG_CONTROL : null;
  }

  private @Nullable CloseReason dataFault(int first) {
    return switch (Opcode.of(first)) {
      case Opcode.CONTINUATION -> partialMessage == null ? Violation.NOTHING_TO_CONTINUE : null;
      case Opcode.TEXT, Opcode.BINARY ->
          partialMessage == null ? null : Violation.MESSAGE_UNFINISHED;
      default -> Violation.UNKNOWN_OPCODE;
    };
  }

  private @Nullable CloseReason lengthFault(ByteBuf frame, int first) {
    long payloadBytes = FrameHead.payloadBytes(frame);
    if (!FrameHead.isShortest(frame, payloadBytes)) {
      return Violation.BAD_LENGTH;
    }
    if (Opcode.isControl(first)) {
      return null;
    }
    if (partialMessage == null) {
      return payloadBytes > codec.wireBytesMax(Opcode.isCompressed(first))
          ? Violation.TOO_BIG
          : null;
    }
    if (partialMessage.fragments() == codec.fragmentsMax()) {
      return Violation.TOO_MANY_FRAGMENTS;
    }
    int room = codec.wireBytesMax(partialMessage.compressed) - partialMessage.length();
    return payloadBytes > room ? Violation.TOO_BIG : null;
  }

  private void deliver(ByteBuf frame, FrameListener listener) {
    int first = FrameHead.firstByte(frame);
    int length = (int) FrameHead.payloadBytes(frame);
    int mask = FrameHead.mask(frame);
    frame.skipBytes(FrameHead.bytes(frame));
    switch (Opcode.of(first)) {
      case Opcode.PING -> listener.onPing(payload(frame, length, mask));
      case Opcode.PONG -> listener.onPong(payload(frame, length, mask));
      case Opcode.CLOSE -> close(payload(frame, length, mask), listener);
      default -> {
        if (partialMessage == null && Opcode.isFinal(first)) {
          boolean text = Opcode.of(first) == Opcode.TEXT;
          byte[] payload = payload(frame, length, mask);
          message(text, Opcode.isCompressed(first), payload, listener);
        } else {
          fragment(first, frame, length, mask, listener);
        }
      }
    }
  }

  private static byte[] payload(ByteBuf frame, int length, int mask) {
    byte[] payload = new byte[length];
    frame.readBytes(payload);
    Mask.remove(payload, 0, length, mask);
    return payload;
  }

  private void fragment(int first, ByteBuf frame, int length, int mask, FrameListener listener) {
    if (partialMessage == null) {
      boolean text = Opcode.of(first) == Opcode.TEXT;
      partialMessage = new PartialMessage(text, Opcode.isCompressed(first));
    }
    PartialMessage message = partialMessage;
    message.append(frame, length, mask, codec.wireBytesMax(message.compressed));
    if (!message.isUtf8(Opcode.isFinal(first))) {
      violate(Violation.NOT_UTF8, listener);
    } else if (Opcode.isFinal(first)) {
      partialMessage = null;
      if (message.compressed) {
        message(message.text, true, message.toBytes(), listener);
      } else {
        deliver(message.text, message.toBytes(), listener);
      }
    }
  }

  /// A whole message of which nothing is known but the rules for its frames.
  private void message(boolean text, boolean compressed, byte[] payload, FrameListener listener) {
    if (!compressed) {
      check(text, payload, listener);
      return;
    }
    switch (codec.inflater().inflate(payload)) {
      case Inflated.Whole(byte[] bytes) -> check(text, bytes, listener);
      case Inflated.Refused(CloseReason reason) -> violate(reason, listener);
    }
  }

  private void check(boolean text, byte[] payload, FrameListener listener) {
    if (text && !Utf8.isValid(payload)) {
      violate(Violation.NOT_UTF8, listener);
    } else {
      deliver(text, payload, listener);
    }
  }

  private static void deliver(boolean text, byte[] payload, FrameListener listener) {
    if (text) {
      listener.onText(payload);
    } else {
      listener.onBinary(payload);
    }
  }

  private void close(byte[] payload, FrameListener listener) {
    if (payload.length == 0) {
      stop();
      listener.onClose(CloseCode.NO_STATUS, "");
      return;
    }
    int code = payload.length == 1 ? 0 : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    byte[] reason = Arrays.copyOfRange(payload, Math.min(2, payload.length), payload.length);
    if (!mayBeSent(code)) {
      violate(Violation.BAD_CLOSE, listener);
    } else if (!Utf8.isValid(reason)) {
      violate(Violation.NOT_UTF8, listener);
    } else {
      stop();
      listener.onClose(code, new String(reason, StandardCharsets.UTF_8));
    }
  }

  /// RFC 6455 section 7.4, with what IANA has registered since (1012 to 1014).
  private static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  private void violate(CloseReason reason, FrameListener listener) {
    stop();
    listener.onViolation(reason);
  }
}
