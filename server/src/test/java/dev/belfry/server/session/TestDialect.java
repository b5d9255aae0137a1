package dev.belfry.server.session;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A protocol whose frames tests can read: what was said, as a list of lines.
final class TestDialect implements Dialect, WireFormat {
  @Override
  public WireFormat format() {
    return this;
  }

  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    return new Lines(run.stream().map(m -> line(channel, m)).toList());
  }

  private static String line(ChannelName channel, Message message) {
    String text = new String(message.data(), StandardCharsets.UTF_8);
    return channel + " " + message.offset() + " " + text;
  }

  @Override
  public Frame begun(List<Position> positions) {
    return new Lines(List.of("begun " + positions));
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    String line = "gap " + channel + " " + gap.missed() + " " + gap.position().offset();
    return new GapAnswer.Say(new Lines(List.of(line)));
  }

  record Lines(List<String> lines) implements Frame {
    @Override
    public int bytes() {
      return lines.stream().mapToInt(String::length).sum();
    }

    @Override
    public void retain() {}

    @Override
    public void release() {}
  }
}
