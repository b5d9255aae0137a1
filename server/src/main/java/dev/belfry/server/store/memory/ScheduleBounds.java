package dev.belfry.server.store.memory;

/// How much may wait in memory for its time, in all channels together.
///
/// @param messagesMax beyond, a message is not scheduled
/// @param bytesMax the same, for message data and what it costs to keep it
public record ScheduleBounds(int messagesMax, long bytesMax) {
  /// What a scheduled message costs beside its data: the object, and its places in three tables.
  static final int MESSAGE_BYTES = 400;

  static final ScheduleBounds NONE = new ScheduleBounds(0, 0);

  ScheduleBounds shareOf(int loops) {
    return new ScheduleBounds(divide(messagesMax, loops), bytesMax / loops);
  }

  private static int divide(int whole, int loops) {
    return whole == 0 ? 0 : Math.max(1, whole / loops);
  }
}
