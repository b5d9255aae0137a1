package dev.belfry.server.edge.websocket.frame;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks the compressed messages of all connections of one loop, one after another: nothing is
/// kept from one message to the next (RFC 7692 section 7.2.2). It belongs to that loop.
///
/// However small the input, memory for the output never exceeds the bound for a message by more
/// than a byte.
final class MessageInflater {
  private static final int SCRATCH_BYTES_MIN = 1024;

  /// What every sender takes off the end of its compressed data.
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final int messageBytesMax;
  private final Inflater inflater = new Inflater(true);
  private byte[] scratch = {};

  MessageInflater(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  Inflated inflate(byte[] compressed) {
    inflater.reset();
    try {
      int length = inflate(TAIL, inflate(compressed, 0));
      return length > messageBytesMax
          ? new Inflated.Refused(Violation.TOO_BIG)
          : new Inflated.Whole(Arrays.copyOf(scratch, length));
    } catch (DataFormatException _) {
      return new Inflated.Refused(Violation.NOT_DEFLATE);
    }
  }

  /// Unpacks more input behind what is in the scratch array already.
  ///
  /// @return the length then; more than the bound as soon as it is passed
  private int inflate(byte[] input, int lengthBefore) throws DataFormatException {
    int length = lengthBefore;
    inflater.setInput(input);
    while (length <= messageBytesMax) {
      reserve(length + 1);
      int more = inflater.inflate(scratch, length, scratch.length - length);
      length += more;
      if (inflater.finished()) {
        if (inflater.getRemaining() == 0) {
          return length;
        }
        startAnotherStream(input);
      } else if (more == 0) {
        return length;
      }
    }
    return length;
  }

  /// A block marked as the last one ends the stream, not the message (RFC 7692 section 7.2.3.4).
  private void startAnotherStream(byte[] input) {
    int rest = inflater.getRemaining();
    inflater.reset();
    inflater.setInput(input, input.length - rest, rest);
  }

  private void reserve(int bytes) {
    if (bytes > scratch.length) {
      int doubled = Math.max(SCRATCH_BYTES_MIN, 2 * scratch.length);
      scratch = Arrays.copyOf(scratch, Math.min(doubled, messageBytesMax + 1));
    }
  }

  int scratchBytes() {
    return scratch.length;
  }

  void close() {
    inflater.end();
  }
}
