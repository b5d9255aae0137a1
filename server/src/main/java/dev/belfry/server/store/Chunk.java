package dev.belfry.server.store;

import dev.belfry.server.log.Message;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A run of slots of a log, filled once from the front by its owner and read by every loop. A slot
/// is emptied when its message is trimmed or replaced, and never filled again.
final class Chunk {
  private static final int SLOTS_FIRST = 4;
  private static final int SLOTS_MAX = 64;

  private final long firstOffset;
  private final AtomicReferenceArray<@Nullable Message> slots;
  private int filled;
  private int live;

  private Chunk(long firstOffset, int slots) {
    this.firstOffset = firstOffset;
    this.slots = new AtomicReferenceArray<>(slots);
  }

  static Chunk first(long firstOffset) {
    return new Chunk(firstOffset, SLOTS_FIRST);
  }

  /// The next chunk is larger, so that a busy log has few and a quiet one is small.
  Chunk next(long firstOffset) {
    return new Chunk(firstOffset, Math.min(SLOTS_MAX, slots.length() * 4));
  }

  /// The offset of the first slot; offsets rise by one from slot to slot.
  long firstOffset() {
    return firstOffset;
  }

  int slots() {
    return slots.length();
  }

  boolean full() {
    return filled == slots.length();
  }

  /// Whether it will never hold a message again.
  boolean spent() {
    return full() && live == 0;
  }

  void add(Message message) {
    slots.setRelease(filled++, message);
    live++;
  }

  /// The offset of the next slot has no message.
  void addHole() {
    filled++;
  }

  /// The message in a slot; null where there is none, or none any more.
  @Nullable Message at(int slot) {
    return slots.getAcquire(slot);
  }

  /// Empties the slot of an offset and returns what was there.
  @Nullable Message clear(long offset) {
    int slot = (int) (offset - firstOffset);
    Message message = slots.getPlain(slot);
    if (message != null) {
      slots.setRelease(slot, null);
      live--;
    }
    return message;
  }
}
