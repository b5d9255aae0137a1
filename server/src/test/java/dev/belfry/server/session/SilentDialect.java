package dev.belfry.server.session;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import java.util.List;

/// A protocol that says nothing.
public record SilentDialect() implements Dialect, WireFormat, Frame {
  @Override
  public WireFormat format() {
    return this;
  }

  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    return this;
  }

  @Override
  public Frame begun(List<Position> positions) {
    return this;
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    return new GapAnswer.Say(this);
  }

  @Override
  public int bytes() {
    return 0;
  }

  @Override
  public void retain() {}

  @Override
  public void release() {}
}
