package dev.belfry.server.hub;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ProbeChannel;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The fan-out of one channel on one loop: the loop's delivered head, which is the cursor of all
/// its live subscribers. Owned by the loop, but for `advanced` and `delivered`.
final class ChannelFanOut implements HeadListener, Runnable {
  /// The data of one run, which becomes one frame for each format.
  private static final int RUN_BYTES_MAX = 64 * 1024;

  /// What the first subscription of a channel costs beside the name: this object and its group,
  /// with their places in tables, and the log that is known for its sake.
  private static final int FAN_OUT_BYTES = 600;

  private static final VarHandle SIGNALLED;

  static {
    try {
      SIGNALLED =
          MethodHandles.lookup().findVarHandle(ChannelFanOut.class, "signalled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Hub hub;
  private final Loop loop;
  private final ChannelName channel;

  /// Where what happens to its subscriptions is counted.
  private final LoopCounters counters;

  private final List<FormatGroup> groups = new ArrayList<>(1);
  private @Nullable List<Subscription> waiting = new ArrayList<>(1);
  private @Nullable ChannelLog log;
  private @Nullable SharedReads reads;
  private int subscriptions;
  private volatile long delivered;

  @SuppressWarnings("UnusedVariable") // through SIGNALLED
  private volatile boolean signalled;

  ChannelFanOut(Hub hub, ChannelName channel) {
    this.hub = hub;
    this.loop = hub.loop();
    this.channel = channel;
    this.counters = ProbeChannel.is(channel) ? new LoopCounters() : loop.counters();
  }

  Hub hub() {
    return hub;
  }

  ChannelName channel() {
    return channel;
  }

  /// Whether nothing is heard of the channel here, and will not be soon.
  boolean cutOff() {
    return log != null && log.cutOff();
  }

  /// The log, once registered.
  ChannelLog log() {
    if (log == null) {
      throw new IllegalStateException("not registered yet");
    }
    return log;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public long delivered() {
    return delivered;
  }

  /// What it costs that the channel is known here, without its subscriptions.
  long costBytes() {
    return FAN_OUT_BYTES + 2L * channel.text().length();
  }

  boolean unused() {
    return subscriptions == 0;
  }

  Subscription add(Subscriber subscriber, Since since) {
    FormatGroup group = groupOf(subscriber.format());
    group.members++;
    subscriptions(1);
    Subscription subscription = new Subscription(subscriber, this, group, since);
    hub.subscriptions().add(subscription.costBytes());
    if (waiting == null) {
      subscription.begin();
    } else {
      waiting.add(subscription);
    }
    return subscription;
  }

  LoopCounters counters() {
    return counters;
  }

  int subscriptions() {
    return subscriptions;
  }

  private void subscriptions(int more) {
    subscriptions += more;
    counters.add(Counted.SUBSCRIPTIONS, more);
  }

  private FormatGroup groupOf(WireFormat format) {
    if (format.shared()) {
      for (FormatGroup group : groups) {
        if (group.format().equals(format)) {
          return group;
        }
      }
    }
    FormatGroup group = new FormatGroup(format);
    groups.add(group);
    return group;
  }

  void remove(Subscription subscription) {
    if (subscription.state == Subscription.State.ENDED) {
      return;
    }
    if (waiting != null) {
      waiting.remove(subscription);
    }
    subscription.end();
    subscriptions(-1);
    hub.subscriptions().add(-subscription.costBytes());
    if (--subscription.group.members == 0) {
      groups.remove(subscription.group);
    }
  }

  /// Reads on for a subscriber that is behind. Calls `then` once, perhaps before this returns.
  void read(long after, int bytesMax, Consumer<Replay> then) {
    if (reads == null) {
      reads = new SharedReads(loop, hub.reads());
    }
    reads.read(this, after, bytesMax, then);
  }

  @Override
  public void registered(ChannelLog registeredLog, long head) {
    loop.check();
    log = registeredLog;
    delivered = head;
    registeredLog.progressed(); // until now it seemed to have read nothing, and appends may wait
    List<Subscription> begin = waiting == null ? List.of() : waiting;
    waiting = null;
    for (Subscription subscription : List.copyOf(begin)) {
      subscription.begin(head);
    }
  }

  /// Where all that was delivered is in the new epoch too, the live ones go on and notice nothing.
  /// Else each finds out by itself where it goes on, as one that is behind.
  @Override
  public void renewed(ChannelLog renewedLog) {
    loop.check();
    ChannelLog before = log();
    OptionalLong same = renewedLog.offsetOf(new Position(before.epoch(), delivered));
    if (same.isEmpty()) {
      allFallBehind(delivered);
    }
    log = renewedLog;
    reads = null; // what is still read of the other log is of no use
    hub.recent().clear();
    delivered = same.orElse(renewedLog.head());
    renewedLog.progressed();
    deliver();
  }

  /// All who wait are told. The next one who subscribes asks again, with a fan-out of its own.
  @Override
  public void refused(Unavailable why) {
    loop.check();
    hub.forget(this);
    List<Subscription> refused = waiting == null ? List.of() : List.copyOf(waiting);
    for (Subscription subscription : refused) {
      subscription.refuse(why);
    }
  }

  @Override
  public void advanced() {
    if (SIGNALLED.compareAndSet(this, false, true)) {
      loop.execute(this);
    }
  }

  /// The signal has arrived. It is taken down before the head is read, so that an append after that
  /// raises it again.
  @Override
  public void run() {
    SIGNALLED.setVolatile(this, false);
    deliver();
  }

  @Override
  public void deliver() {
    loop.check();
    ChannelLog from = log;
    if (from == null || unused()) {
      return;
    }
    long head = from.head();
    boolean moved = delivered < head;
    while (delivered < head) {
      deliverRun(from, head);
    }
    if (moved) {
      from.progressed();
    }
  }

  private void deliverRun(ChannelLog from, long head) {
    long before = delivered;
    switch (from.tail(before, head, RUN_BYTES_MAX)) {
      case Replay.Batch(List<Message> run, long through) -> {
        delivered = through;
        if (!run.isEmpty()) {
          handOut(run, before, through, from.epoch());
        }
      }
      case Replay.Gap _, Unavailable _ -> {
        delivered = head;
        allFallBehind(before);
      }
      case Replay.CaughtUp() -> delivered = head;
    }
  }

  private void allFallBehind(long before) {
    for (FormatGroup group : List.copyOf(groups)) {
      group.fallBehind(before);
    }
  }

  private void handOut(List<Message> run, long before, long through, String epoch) {
    Set<Ulid> publishers = publishersOf(run);
    long handed = 0;
    for (int i = groups.size() - 1; i >= 0; i--) {
      if (publishers.isEmpty()) {
        handed += groups.get(i).deliver(channel, epoch, run, before, through);
      } else {
        handed +=
            groups.get(i).deliverWithoutEcho(channel, epoch, run, publishers, before, through);
      }
    }
    counters.add(Counted.DELIVERIES, handed);
  }

  /// Who published some of the run, where the channel does not echo.
  static Set<Ulid> publishersOf(List<Message> run) {
    Set<Ulid> publishers = Set.of();
    for (Message message : run) {
      Ulid publisherSession = message.publisherSession();
      if (publisherSession != null) {
        publishers = publishers.isEmpty() ? new HashSet<>() : publishers;
        publishers.add(publisherSession);
      }
    }
    return publishers;
  }
}
