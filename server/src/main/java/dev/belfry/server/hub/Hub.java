package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who listens to what on one loop, which owns it. The first subscriber of a channel registers the
/// loop with the channel's log, the last one to leave takes it back.
public final class Hub {
  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

  private final Loop loop;
  private final Logs logs;
  private final Map<ChannelName, ChannelFanOut> fanOuts = new HashMap<>();

  public Hub(Loop loop, Logs logs) {
    this.loop = loop;
    this.logs = logs;
  }

  public Loop loop() {
    return loop;
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

  /// The number of channels that have subscribers on this loop.
  public int channels() {
    return fanOuts.size();
  }
}
