package dev.belfry.server.log;

import dev.belfry.server.runtime.Loop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/// Answers what it was told to, one read after another.
final class ScriptedLog implements ChannelLog {
  static final String EPOCH = "e";
  static final long HEAD = 70;

  private final Start start;
  private final ArrayDeque<Replay> replays;

  /// A log whose readers begin after `cursor`, having missed `gap`.
  ScriptedLog(long cursor, Replay.Gap gap, Replay... replays) {
    this.start = new Start(cursor, gap);
    this.replays = new ArrayDeque<>(List.of(replays));
  }

  @Override
  public String epoch() {
    return EPOCH;
  }

  @Override
  public long head() {
    return HEAD;
  }

  @Override
  public boolean recorded() {
    return true;
  }

  @Override
  public Replay tail(long after, long through, int bytesMax) {
    return replays.remove();
  }

  @Override
  public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    then.accept(tail(after, through, bytesMax));
  }

  @Override
  public void locate(Since since, Loop loop, Consumer<Located> then) {
    then.accept(start);
  }

  @Override
  public void progressed() {}
}
