package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Loop;
import java.util.HashMap;
import java.util.Map;

/// Who listens to what on one loop, which owns it. The first subscriber of a channel registers the
/// loop with the channel's log, the last one to leave takes it back.
public final class Hub {
  private final Loop loop;
  private final Logs logs;
  private final Map<ChannelName, Feed> feeds = new HashMap<>();

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
    Feed feed = feeds.get(channel);
    if (feed != null) {
      return feed.add(subscriber, since);
    }
    Feed first = new Feed(this, channel);
    feeds.put(channel, first);
    Subscription subscription = first.add(subscriber, since);
    logs.register(channel, first);
    return subscription;
  }

  /// Ends a subscription; it gets nothing more. Ending twice does nothing.
  public void unsubscribe(Subscription subscription) {
    loop.check();
    Feed feed = subscription.feed;
    feed.remove(subscription);
    if (feed.unused() && feeds.remove(feed.channel(), feed)) {
      logs.unregister(feed.channel(), feed);
    }
  }

  /// The feed's log knows nothing of it, so there is nothing to take back.
  void forget(Feed feed) {
    feeds.remove(feed.channel(), feed);
  }

  /// The number of channels that have subscribers on this loop.
  public int channels() {
    return feeds.size();
  }
}
