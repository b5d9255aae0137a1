package dev.belfry.server.store.shared;

import dev.belfry.protocol.Position;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// For a tail that nobody keeps up to date: it was read a moment ago, for one reader.
enum NoUpkeep implements SharedTail.Upkeep {
  INSTANCE;

  @Override
  public void progressed() {}

  @Override
  public void after(
      SharedTail asked, Position position, Loop loop, Consumer<ChannelLog.Located> then) {
    then.accept(asked.tail().resume(position));
  }

  @Override
  public void heard(ChannelState state) {}
}
