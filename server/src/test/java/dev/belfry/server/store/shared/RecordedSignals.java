package dev.belfry.server.store.shared;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// What an engine said unasked.
public final class RecordedSignals implements Signals {
  /// One signal.
  public record Signal(ChannelName channel, ChannelState state) {}

  private final ConcurrentLinkedQueue<Signal> signals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger doubts = new AtomicInteger();

  @Override
  public void appended(ChannelName channel, ChannelState state, List<Message> messages) {
    signals.add(new Signal(channel, state));
  }

  @Override
  public void doubtful() {
    doubts.incrementAndGet();
  }

  /// How often all was said to be doubtful.
  public int doubts() {
    return doubts.get();
  }

  /// The last head that was signalled; 0 for none.
  public long head(ChannelName channel) {
    return signals.stream()
        .filter(signal -> signal.channel().equals(channel))
        .mapToLong(signal -> signal.state().head())
        .max()
        .orElse(0);
  }

  /// All signals.
  public List<Signal> all() {
    return List.copyOf(signals);
  }
}
