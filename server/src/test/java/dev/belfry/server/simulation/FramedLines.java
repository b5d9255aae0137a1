package dev.belfry.server.simulation;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The framed protocol without WebSocket frames around it: a line for each thing said.
record FramedLines(Fault fault) implements Dialect, WireFormat, Function<byte[], Frame> {
  @Override
  public WireFormat format() {
    return this;
  }

  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    StringBuilder lines = new StringBuilder();
    run.forEach(message -> lines.append(lineOf(channel, epoch, message)).append('\n'));
    return new Text(lines.toString());
  }

  private static String lineOf(ChannelName channel, String epoch, Message message) {
    String text = new String(message.data(), StandardCharsets.US_ASCII);
    return write(
        new Push.Message(
            new MessageFrame(
                channel.text(),
                new Position(epoch, message.offset()),
                message.id().toString(),
                Instant.ofEpochMilli(message.timeMillis()),
                switch (message.kind()) {
                  case TEXT -> JsonText.ofString(text);
                  case JSON -> new JsonText(text);
                })));
  }

  private static String write(ServerFrame frame) {
    return ServerFrames.write(frame);
  }

  @Override
  public @Nullable Frame begun(List<Position> positions) {
    return null;
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    return new GapAnswer.Say(new Text(write(new Push.Gap(channel.text(), gap)) + "\n"));
  }

  /// A reply.
  @Override
  public Frame apply(byte[] line) {
    return new Text(fault.replies(new String(line, StandardCharsets.US_ASCII) + "\n"));
  }
}
