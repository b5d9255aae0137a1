package dev.belfry.server.store;

/// How much may wait for its time, in all channels of a store together.
///
/// @param messagesMax beyond, a message is not scheduled
/// @param bytesMax the same, for message data and what it costs to keep it
public record ScheduleBounds(int messagesMax, long bytesMax) {
  public static final ScheduleBounds NONE = new ScheduleBounds(0, 0);

  /// What a scheduled message costs beside its data: in memory the object and its places in three
  /// tables, on disk a row and its places in three indexes.
  private static final int MESSAGE_BYTES = 400;

  /// The equal share of one of several.
  public ScheduleBounds shareOf(int loops) {
    return new ScheduleBounds(divide(messagesMax, loops), bytesMax / loops);
  }

  private static int divide(int whole, int loops) {
    return whole == 0 ? 0 : Math.max(1, whole / loops);
  }

  /// What of a message counts: its data, and a byte for each character of its author's name, as
  /// databases count them.
  public static int sizeOf(byte[] data, String author) {
    return data.length + author.codePointCount(0, author.length());
  }

  /// What a message costs.
  public static long bytesOf(long dataBytes) {
    return dataBytes + MESSAGE_BYTES;
  }

  /// Whether there is room for one more message.
  public boolean admits(long messages, long bytes, int dataBytes) {
    return messages < messagesMax && bytes + bytesOf(dataBytes) <= bytesMax;
  }
}
