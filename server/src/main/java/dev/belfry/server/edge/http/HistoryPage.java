package dev.belfry.server.edge.http;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some messages of a channel, in order.
///
/// @param position what the next `after` should be
/// @param gap what was missed before the first of them; null for nothing
/// @param more whether there are further messages in the direction of reading
record HistoryPage(
    Position position, List<Message> messages, Replay.@Nullable Gap gap, boolean more) {
  /// Message data in one page; at least one message is in it, whatever its size.
  static final int BYTES_MAX = 1 << 20;

  /// Nothing to report: a reader may as well wait.
  boolean uneventful() {
    return messages.isEmpty() && gap == null;
  }

  ByteBuf toJson(ChannelName channel) {
    int bytes =
        messages.stream().mapToInt(m -> m.data().length + 2 * MessageEncoder.OVERHEAD_BYTES).sum();
    ByteBuf to = Unpooled.buffer(bytes + 2 * MessageEncoder.OVERHEAD_BYTES);
    write(to, "{\"channel\":\"" + channel + "\",\"position\":\"" + position + "\",\"messages\":[");
    boolean first = true;
    for (Message message : messages) {
      if (!first) {
        to.writeByte(',');
      }
      first = false;
      MessageEncoder.write(to, channel, position.epoch(), message);
    }
    to.writeByte(']');
    if (gap != null) {
      Position resume = new Position(position.epoch(), gap.resume());
      write(to, ",\"gap\":" + new GapFrame(gap.missed(), resume).toJson());
    }
    write(to, ",\"more\":" + more + "}");
    return to;
  }

  private static void write(ByteBuf to, String text) {
    to.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
