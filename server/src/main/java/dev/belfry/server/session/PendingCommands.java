package dev.belfry.server.session;

import dev.belfry.server.runtime.IncomingBudget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/// Frames of commands, one on each line, that a client has sent and that are not taken yet; all but
/// always none. A frame is kept as it came, however many lines it has, with the place of the next.
final class PendingCommands {
  /// What a frame costs beside its bytes.
  private static final int FRAME_BYTES = 64;

  private static final byte LINE_FEED = '\n';

  private final IncomingBudget incoming;
  private final Object peer;
  private final ArrayDeque<byte[]> frames = new ArrayDeque<>(1);

  /// Where the next line begins in the first frame.
  private int next;

  private int bytes;
  private int countedBytes;

  /// @param incoming what all clients have sent and nobody has taken yet
  /// @param peer what stands for the client's address
  PendingCommands(IncomingBudget incoming, Object peer) {
    this.incoming = incoming;
    this.peer = peer;
  }

  /// Adds the lines of a frame; those without a word are nothing.
  void add(byte[] frame) {
    frames.add(frame);
    bytes += frame.length + FRAME_BYTES;
    skipBlank();
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /// Takes the next line.
  String next() {
    byte[] frame = frames.element();
    int end = endOfLine(frame, next);
    String line = new String(frame, next, end - next, StandardCharsets.UTF_8);
    next = end + 1;
    skipBlank();
    return line;
  }

  /// Goes to the next line with a word in it, and drops frames in which there is none.
  private void skipBlank() {
    while (!frames.isEmpty()) {
      byte[] frame = frames.element();
      while (next < frame.length && isBlank(frame[next])) {
        next++;
      }
      if (next < frame.length) {
        return;
      }
      frames.remove();
      bytes -= frame.length + FRAME_BYTES;
      next = 0;
    }
  }

  private static boolean isBlank(byte octet) {
    return octet >= 0 && octet <= ' ';
  }

  private static int endOfLine(byte[] frame, int from) {
    int end = from;
    while (end < frame.length && frame[end] != LINE_FEED) {
      end++;
    }
    return end;
  }

  void clear() {
    frames.clear();
    next = 0;
    bytes = 0;
    var _ = count();
  }

  /// Counts those that are here now; false where there is no memory for them.
  boolean count() {
    boolean may = incoming.change(peer, countedBytes, bytes);
    countedBytes = may ? bytes : countedBytes;
    return may;
  }
}
