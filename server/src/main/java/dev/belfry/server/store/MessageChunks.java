package dev.belfry.server.store;

import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.runtime.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages of one log in order of their offsets, in chunks. One thread writes, any reads: the
/// list of chunks is replaced whole, and a message is in its slot before its offset is published.
final class MessageChunks {
  private static final Chunk[] NONE = {};

  private volatile Chunk[] chunks = NONE;
  private int count;
  private long bytes;

  /// The oldest live message lies at or after this offset.
  private long oldestFrom;

  int count() {
    return count;
  }

  /// What the messages cost to keep, with the log that they are kept in; 0 where there are none.
  long bytes() {
    return count == 0 ? 0 : bytes + Tail.LOG_BYTES;
  }

  boolean empty() {
    return count == 0;
  }

  // ---- writing

  void add(Message message) {
    Chunk[] now = chunks;
    if (now.length == 0) {
      chunks = new Chunk[] {Chunk.first(message.offset())};
      oldestFrom = message.offset();
    } else if (now[now.length - 1].full()) {
      Chunk[] more = Arrays.copyOf(now, now.length + 1);
      more[now.length] = now[now.length - 1].next(message.offset());
      chunks = more;
    }
    chunks[chunks.length - 1].add(message);
    count++;
    bytes += bytesOf(message);
  }

  /// There is no message at an offset, which comes next.
  void addHole(long offset) {
    Chunk[] now = chunks;
    if (now.length == 0) {
      return; // the next message begins a chunk at its own offset
    }
    Chunk last = now[now.length - 1];
    if (!last.full()) {
      last.addHole();
      removeIfSpent(now.length - 1);
      return;
    }
    Chunk[] more = Arrays.copyOf(now, now.length + 1);
    more[now.length] = last.next(offset);
    more[now.length].addHole();
    chunks = more;
  }

  /// Takes out the message at an offset; nothing happens where there is none.
  void clear(long offset) {
    Chunk[] now = chunks;
    int index = chunkOf(now, offset);
    if (index < 0 || offset - now[index].firstOffset() >= now[index].slots()) {
      return;
    }
    Message cleared = now[index].clear(offset);
    if (cleared == null) {
      return;
    }
    count--;
    bytes -= bytesOf(cleared);
    removeIfSpent(index);
  }

  private void removeIfSpent(int index) {
    Chunk[] now = chunks;
    if (now[index].spent()) {
      Chunk[] fewer = Arrays.copyOf(now, now.length - 1);
      System.arraycopy(now, index + 1, fewer, index, now.length - index - 1);
      chunks = fewer;
    }
  }

  void clearAll() {
    chunks = NONE;
    count = 0;
    bytes = 0;
  }

  /// The oldest message; null where there is none.
  @Nullable Message oldest() {
    if (count == 0) {
      return null;
    }
    for (Chunk chunk : chunks) {
      int from = (int) Math.max(0, oldestFrom - chunk.firstOffset());
      for (int slot = from; slot < chunk.slots(); slot++) {
        Message message = chunk.at(slot);
        if (message != null) {
          oldestFrom = message.offset();
          return message;
        }
      }
    }
    throw new IllegalStateException("counted a message that is not there");
  }

  private static int bytesOf(Message message) {
    return message.data().length + Tail.MESSAGE_BYTES;
  }

  // ---- reading, from any thread

  /// Reads on from a cursor until the data reaches `bytesMax`, leaving out what has expired.
  Replay.Batch read(long after, long through, int bytesMax, Clock clock) {
    Chunk[] now = chunks;
    List<Message> run = new ArrayList<>();
    int bytesRead = 0;
    for (int index = Math.max(0, chunkOf(now, after)); index < now.length; index++) {
      Chunk chunk = now[index];
      for (int slot = slotAfter(chunk, after); slot < chunk.slots(); slot++) {
        if (chunk.firstOffset() + slot > through) {
          return new Replay.Batch(run, through);
        }
        Message message = chunk.at(slot);
        if (message != null && !expired(message, clock)) {
          run.add(message);
          bytesRead += message.data().length;
          if (bytesRead >= bytesMax) {
            return new Replay.Batch(run, message.offset());
          }
        }
      }
    }
    return new Replay.Batch(run, through);
  }

  /// The cursor before the last `wanted` messages that have not expired; 0 where there are fewer.
  long beforeLast(int wanted, Clock clock) {
    Chunk[] now = chunks;
    int left = wanted;
    for (int index = now.length - 1; index >= 0; index--) {
      for (int slot = now[index].slots() - 1; slot >= 0; slot--) {
        Message message = now[index].at(slot);
        if (message != null && !expired(message, clock) && --left == 0) {
          return message.offset() - 1;
        }
      }
    }
    return 0;
  }

  /// The cursor before the first message that is not older; the last message's offset where all
  /// are.
  long beforeTime(long timeMillis) {
    long last = 0;
    for (Chunk chunk : chunks) {
      for (int slot = 0; slot < chunk.slots(); slot++) {
        Message message = chunk.at(slot);
        if (message != null) {
          if (message.timeMillis() >= timeMillis) {
            return message.offset() - 1;
          }
          last = message.offset();
        }
      }
    }
    return last;
  }

  private static boolean expired(Message message, Clock clock) {
    long expires = message.expiresAtMillis();
    return expires != Long.MAX_VALUE && expires <= clock.wallMillis();
  }

  private static int slotAfter(Chunk chunk, long after) {
    return Math.clamp(after + 1 - chunk.firstOffset(), 0, chunk.slots());
  }

  /// The last chunk that begins at or before the offset; -1 where none does.
  private static int chunkOf(Chunk[] chunks, long offset) {
    int low = 0;
    int high = chunks.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (chunks[middle].firstOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}
