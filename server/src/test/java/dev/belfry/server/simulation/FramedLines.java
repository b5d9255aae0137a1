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
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The framed protocol without WebSocket frames around it: a line for each thing said.
///
/// @param toldAll channels of which the client was told all who are there
record FramedLines(Fault fault, Set<String> toldAll)
    implements Dialect, WireFormat, Function<byte[], Frame> {
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

  /// A reply, or changes in who is present.
  @Override
  public Frame apply(byte[] lines) {
    return new Text(
        new String(lines, StandardCharsets.US_ASCII)
            .lines()
            .map(line -> fault.replies(line + "\n"))
            .filter(line -> !isForgotten(line))
            .collect(Collectors.joining()));
  }

  private boolean isForgotten(String line) {
    if (!line.startsWith("{\"presence\"") || !line.contains("\"members\":[")) {
      return false;
    }
    boolean first = toldAll.add(line.substring(0, line.indexOf("\"members\":[")));
    return !first && !fault.tellsPresenceAnew();
  }

  /// The client is about to subscribe anew.
  void subscribes(String channel) {
    toldAll.removeIf(begin -> begin.contains("\"" + channel + "\""));
  }
}
