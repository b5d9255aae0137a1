package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Turns;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who listens to what on one loop, which owns it. The first subscriber of a channel registers the
/// loop with the channel's log, the last one to leave takes it back.
public final class Hub {
  /// Reads for subscribers that are behind that may wait for a disk at a time. Each holds a batch
  /// of messages in memory until all who wait for it have it.
  private static final int READS_AT_ONCE_MAX = 8;

  /// Frames kept for subscribers that come to the same place within a moment.
  private static final long RECENT_BYTES_MAX = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

  private final Loop loop;
  private final Logs logs;
  private final Map<ChannelName, ChannelFanOut> fanOuts = new HashMap<>();
  private final Turns reads = new Turns(READS_AT_ONCE_MAX);
  private final RecentFrames recent;

  public Hub(Loop loop, Logs logs) {
    this.loop = loop;
    this.logs = logs;
    this.recent = new RecentFrames(loop, RECENT_BYTES_MAX);
  }

  public Loop loop() {
    return loop;
  }

  Turns reads() {
    return reads;
  }

  RecentFrames recent() {
    return recent;
  }

  /// Subscribes; the subscriber hears `subscribed` or `refused` once the log has answered, perhaps
  /// before this returns.
  public Subscription subscribe(ChannelName channel, Since since, Subscriber subscriber) {
    loop.check();
    ChannelFanOut fanOut = fanOuts.get(channel);
    if (fanOut != null) {
      return fanOut.add(subscriber, since);
    }
    ChannelFanOut first = new ChannelFanOut(this, channel);
    fanOuts.put(channel, first);
    Subscription subscription = first.add(subscriber, since);
    register(channel, first);
    return subscription;
  }

  /// A fan-out that could not be registered is forgotten; its subscriber hears that it is refused.
  private void register(ChannelName channel, ChannelFanOut fanOut) {
    try {
      logs.register(channel, fanOut);
    } catch (RuntimeException bug) {
      LOG.error("the channel {} can't be registered", channel, bug);
      fanOut.refused(new Unavailable("the subscription failed in the server"));
    }
  }

  /// Ends a subscription; it gets nothing more. Ending twice does nothing.
  public void unsubscribe(Subscription subscription) {
    loop.check();
    ChannelFanOut fanOut = subscription.fanOut;
    fanOut.remove(subscription);
    if (fanOut.unused() && fanOuts.remove(fanOut.channel(), fanOut)) {
      logs.unregister(fanOut.channel(), fanOut);
    }
  }

  /// The fan-out's log knows nothing of it, so there is nothing to take back.
  void forget(ChannelFanOut fanOut) {
    fanOuts.remove(fanOut.channel(), fanOut);
  }

  /// The loop is about to end: gives back what is kept for those who come.
  public void close() {
    loop.check();
    recent.clear();
  }

  /// The number of channels that have subscribers on this loop.
  public int channels() {
    return fanOuts.size();
  }
}
