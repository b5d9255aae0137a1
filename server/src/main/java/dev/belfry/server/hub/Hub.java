package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Turns;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who listens to what on one loop, which owns it. The first subscriber of a channel registers the
/// loop with the channel's log, the last one to leave takes it back.
public final class Hub {
  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
  private static final Unavailable TOO_MANY =
      new Unavailable("too much memory is taken by subscriptions; try again later");

  private final Loop loop;
  private final Logs logs;
  private final Map<ChannelName, ChannelFanOut> fanOuts = new HashMap<>();
  private final Turns reads;
  private final RecentFrames recent;
  private final ByteBudget subscriptions;

  /// A hub that takes any number of subscriptions.
  public Hub(Loop loop, Logs logs) {
    this(loop, logs, HubBounds.LARGEST);
  }

  public Hub(Loop loop, Logs logs, HubBounds bounds) {
    this.loop = loop;
    this.logs = logs;
    this.reads = new Turns(bounds.readsMax());
    this.recent = new RecentFrames(loop, bounds.recentBytesMax());
    this.subscriptions = new ByteBudget(bounds.subscriptionBytesMax());
    loop.counters().gauge(Counted.SUBSCRIPTION_BYTES, subscriptions::bytes);
  }

  public Loop loop() {
    return loop;
  }

  Turns reads() {
    return reads;
  }

  /// What the subscriptions of this loop's clients cost, with all that is kept for their sake.
  public ByteBudget subscriptions() {
    return subscriptions;
  }

  RecentFrames recent() {
    return recent;
  }

  /// Subscribes; the subscriber hears `subscribed` or `refused` once the log has answered, or where
  /// subscriptions cost too much already, perhaps before this returns.
  public Subscription subscribe(ChannelName channel, Since since, Subscriber subscriber) {
    loop.check();
    if (subscriptions.exhausted()) {
      Subscription refused = new ChannelFanOut(this, channel).add(subscriber, since);
      refused.refuse(TOO_MANY);
      return refused;
    }
    ChannelFanOut fanOut = fanOuts.get(channel);
    if (fanOut != null) {
      return fanOut.add(subscriber, since);
    }
    ChannelFanOut first = new ChannelFanOut(this, channel);
    fanOuts.put(channel, first);
    subscriptions.add(first.costBytes());
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
    if (fanOut.unused() && remove(fanOut)) {
      logs.unregister(fanOut.channel(), fanOut);
    }
  }

  /// The fan-out's log knows nothing of it, so there is nothing to take back.
  void forget(ChannelFanOut fanOut) {
    remove(fanOut);
  }

  private boolean remove(ChannelFanOut fanOut) {
    boolean removed = fanOuts.remove(fanOut.channel(), fanOut);
    if (removed) {
      subscriptions.add(-fanOut.costBytes());
    }
    return removed;
  }

  /// The loop is about to end: gives back what is kept for those who come.
  public void close() {
    loop.check();
    recent.clear();
  }

  /// How many subscriptions a channel has on this loop.
  public int subscriptionsOf(ChannelName channel) {
    loop.check();
    ChannelFanOut fanOut = fanOuts.get(channel);
    return fanOut == null ? 0 : fanOut.subscriptions();
  }

  /// The number of channels that have subscribers on this loop.
  public int channels() {
    return fanOuts.size();
  }
}
