package dev.belfry.server.health;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Distribution;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Recurring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes to itself every few seconds the way everyone's messages go: into the log of a store,
/// through its owner and the hub of every loop, to a subscriber of its own there. It is good while
/// what it published comes back on all loops. Time is counted in its own ticks, so that neither a
/// clock that jumps nor a machine that stood still makes it bad. Owned by its loop.
public final class PublishProbe {
  private static final Logger LOG = LoggerFactory.getLogger(PublishProbe.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /// Ticks from one message to the next.
  static final int INTERVAL_TICKS = 5;

  /// Ticks without a message that came back after which it is bad: two were sent in that time.
  static final int BAD_TICKS = 10;

  private final String store;
  private final ChannelName channel;
  private final String node;
  private final Loop loop;
  private final Logs logs;
  private final Clock clock;
  private final List<ProbeSubscriber> subscribers;
  private final Distribution seconds = Distribution.ofSeconds();
  private long number;
  private long sentNanos;

  /// On how many loops the last message has yet to come back.
  private int missing;

  private int ticks;
  private volatile int silentTicks;

  /// @param store as figures name it
  /// @param node that no other node is called, since nodes may share the channel
  /// @param loop one of the hubs'
  public PublishProbe(
      String store,
      ChannelName channel,
      String node,
      Loop loop,
      List<Hub> hubs,
      Logs logs,
      Clock clock) {
    this.store = store;
    this.channel = channel;
    this.node = node;
    this.loop = loop;
    this.logs = logs;
    this.clock = clock;
    this.subscribers =
        hubs.stream()
            .map(hub ->
                new ProbeSubscriber(hub, channel, node, heard -> loop.run(() -> back(heard))))
            .toList();
  }

  /// Begins, until the loops end. Any thread.
  public void start() {
    var _ = Recurring.start("publishing to itself", loop, TICK, this::tick);
  }

  private void tick() {
    if (silentTicks == BAD_TICKS) {
      LOG.error(
          "what is published in the {} store does not reach subscribers: the server is not ready",
          store);
    }
    silentTicks = Math.min(silentTicks + 1, Integer.MAX_VALUE - 1);
    boolean anew = !good();
    switch (ticks++ % INTERVAL_TICKS) {
      case 0 -> subscribers.forEach(one -> one.ensure(anew)); // they have a tick to be there
      case 1 -> send();
      default -> {}
    }
  }

  private void send() {
    number++;
    missing = subscribers.size();
    sentNanos = clock.nanos();
    byte[] data = (node + " " + number).getBytes(StandardCharsets.US_ASCII);
    logs.append(channel, Draft.of(data, Message.Kind.TEXT, null), loop, _ -> {});
  }

  /// A message has come to the subscriber of one loop.
  private void back(long heard) {
    if (heard != number || missing == 0) {
      return; // an old one: it took too long
    }
    if (--missing == 0) {
      if (silentTicks > BAD_TICKS) {
        LOG.info("what is published in the {} store reaches subscribers again", store);
      }
      silentTicks = 0;
      seconds.addNanos(clock.nanos() - sentNanos);
    }
  }

  /// Whether what is published reaches its subscribers. Any thread.
  public boolean good() {
    return silentTicks <= BAD_TICKS;
  }

  /// As figures name the store.
  public String store() {
    return store;
  }

  /// How long messages took that came back. Any thread.
  public Distribution.Copy seconds() {
    return seconds.copy();
  }

  /// Seconds since one came back, or since the start. Any thread.
  public int silentSeconds() {
    return silentTicks;
  }
}
