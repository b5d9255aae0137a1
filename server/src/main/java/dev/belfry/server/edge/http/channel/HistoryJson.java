package dev.belfry.server.edge.http.channel;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.MessageEncoder;
import dev.belfry.server.log.HistoryPage;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A page of history as the body of an answer.
final class HistoryJson {
  private HistoryJson() {}

  static ByteBuf of(ChannelName channel, HistoryPage page) {
    List<Message> messages = page.messages();
    Position position = page.position();
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
    Replay.Gap gap = page.gap();
    if (gap != null) {
      Position resume = new Position(position.epoch(), gap.resume());
      write(to, ",\"gap\":" + new GapFrame(gap.missed(), resume).toJson());
    }
    write(to, ",\"more\":" + page.more() + "}");
    return to;
  }

  private static void write(ByteBuf to, String text) {
    to.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
