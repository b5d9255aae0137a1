package dev.belfry.server.simulation;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Dialect;
import java.util.List;

/// A protocol of lines: `begun POSITION...`, `message CHANNEL POSITION TEXT` and `gap CHANNEL
/// POSITION MISSED`.
///
/// @param endsOnGap whether a gap ends the session, as in raw mode, with the line as the reason
record LineDialect(boolean endsOnGap) implements Dialect {
  private static final PendingCommands LINES = new PendingCommands();

  @Override
  public WireFormat format() {
    return LINES;
  }

  @Override
  public Frame begun(List<Position> positions) {
    StringBuilder line = new StringBuilder("begun");
    positions.forEach(position -> line.append(' ').append(position));
    return new Text(line.append('\n').toString());
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    String line = "gap " + channel + " " + gap.position() + " " + gap.missed();
    return endsOnGap
        ? new GapAnswer.End(new CloseReason(CloseCode.GAP, line))
        : new GapAnswer.Say(new Text(line + "\n"));
  }

  private record PendingCommands() implements WireFormat {
    @Override
    public Frame encode(ChannelName channel, String epoch, List<Message> run) {
      StringBuilder lines = new StringBuilder();
      for (Message message : run) {
        lines.append("message ").append(channel).append(' ');
        lines.append(epoch).append('-').append(message.offset()).append(' ');
        lines.append(Truth.textOf(message.data())).append('\n');
      }
      return new Text(lines.toString());
    }
  }
}
