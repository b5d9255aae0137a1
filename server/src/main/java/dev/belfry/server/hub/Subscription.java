package dev.belfry.server.hub;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.LoopCounters;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One subscriber's hold on one channel: a cursor over its log. Live ones share the cursor of their
/// loop; one that is behind has its own. Owned by the loop.
public final class Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  private static final Unavailable CUT_OFF =
      new Unavailable("this node can't reach its store; another one may");

  /// What one costs beside the name: this object, its session's places for it, and its own copy of
  /// the name.
  private static final int SUBSCRIPTION_BYTES = 150;

  enum State {
    WAITING,
    BEHIND,
    LIVE,
    ENDED
  }

  final Subscriber subscriber;
  final ChannelFanOut fanOut;
  final FormatGroup group;

  /// Its index in the group while live.
  int index;

  State state = State.WAITING;
  private boolean resting;
  long cursor;

  /// The log that the cursor is of, while not live: the channel may have begun a new epoch since.
  private @Nullable ChannelLog log;

  private Since since;

  Subscription(Subscriber subscriber, ChannelFanOut fanOut, FormatGroup group, Since since) {
    this.subscriber = subscriber;
    this.fanOut = fanOut;
    this.group = group;
    this.since = since;
  }

  /// What it costs, without what the channel does.
  long costBytes() {
    return (long) SUBSCRIPTION_BYTES + channel().text().length();
  }

  public ChannelName channel() {
    return fanOut.channel();
  }

  /// The epoch of its cursor; only once subscribed.
  public String epoch() {
    return log().epoch();
  }

  /// The log that it reads.
  private ChannelLog log() {
    ChannelLog own = log;
    return state == State.LIVE || own == null ? fanOut.log() : own;
  }

  /// Whether the channel keeps history to catch up from; only once subscribed.
  public boolean recorded() {
    return fanOut.log().recorded();
  }

  /// Whether this node has heard nothing of the channel for too long.
  public boolean cutOff() {
    return fanOut.cutOff();
  }

  /// Whether it gets nothing any more.
  public boolean ended() {
    return state == State.ENDED;
  }

  /// Whether it should read on by itself.
  public boolean isBehind() {
    return state == State.BEHIND && !resting;
  }

  /// Its log can't be read now: it is not behind until `readOn`, so that others are not held up.
  public void rest() {
    resting = true;
  }

  /// It is time to try again.
  public void readOn() {
    resting = false;
    if (state == State.BEHIND) {
      subscriber.behind(this);
    }
  }

  /// Where it stands: all messages up to here were handed out, or are none of its.
  public long cursor() {
    return state == State.LIVE ? fanOut.delivered() : cursor;
  }

  /// How many offsets lie between it and the live stream.
  public long missing() {
    return isBehind() ? fanOut.delivered() - cursor : 0;
  }

  /// The newest offset that this loop has delivered.
  public long head() {
    return fanOut.delivered();
  }

  /// The log has answered with its head, in the order of what this loop has asked of it: one who
  /// wants the next message gets also those that this loop published since.
  void begin(long registeredHead) {
    if (since instanceof Since.Now) {
      located(new ChannelLog.Start(registeredHead, null));
    } else {
      begin();
    }
  }

  /// Finds out where to begin.
  void begin() {
    Since wanted = since;
    since = new Since.Now(); // lets a position's text go
    survive(() -> locate(wanted));
  }

  private void locate(Since wanted) {
    ChannelLog asked = fanOut.log();
    asked.locate(
        wanted,
        fanOut.loop(),
        located -> {
          if (asked.equals(fanOut.log()) || state == State.ENDED) {
            located(located);
          } else {
            survive(() -> locate(wanted)); // a new epoch has begun meanwhile
          }
        });
  }

  private void located(ChannelLog.Located located) {
    switch (located) {
      case ChannelLog.Start start -> survive(() -> begin(start));
      case Unavailable why -> refuse(why);
    }
  }

  /// A fault on the way of one subscription ends this one alone: the channel's others still begin,
  /// and nothing is left of it in hub and log.
  private void survive(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      LOG.error("a subscription of {} failed", channel(), bug);
      refuse(new Unavailable("the subscription failed in the server"));
    }
  }

  /// The log can't say where to begin: it never stood.
  void refuse(Unavailable why) {
    if (state != State.ENDED) {
      fanOut.hub().unsubscribe(this);
      tellRefused(why);
    }
  }

  /// Others that are refused at the same time are told all the same.
  private void tellRefused(Unavailable why) {
    try {
      subscriber.refused(this, why);
    } catch (RuntimeException bug) {
      LOG.error("a subscriber of {} can't be refused", channel(), bug);
    }
  }

  private void begin(ChannelLog.Start start) {
    if (state == State.ENDED) {
      return;
    }
    if (fanOut.cutOff()) {
      refuse(CUT_OFF);
      return;
    }
    cursor = start.cursor();
    log = fanOut.log();
    behind(1);
    state = State.BEHIND;
    if (cursor > fanOut.delivered()) {
      fanOut.deliver(); // it was told a position that this loop had yet to read
    }
    if (start.gap() == null) {
      liveIfThere();
    }
    subscriber.subscribed(this, start);
  }

  /// Reads what comes next while behind, never past what the loop has delivered. Where there is
  /// nothing left it goes live before `then` hears so, so that no message falls between. Many that
  /// are at the same place share one read and one frame. `then` is called once, perhaps before this
  /// returns; never where the subscription ends first. Where `then` throws, the subscription ends.
  public void next(int bytesMax, Consumer<CatchUp> then) {
    survive(() -> readNext(bytesMax, then));
  }

  private void readNext(int bytesMax, Consumer<CatchUp> then) {
    ChannelLog asked = fanOut.log();
    Replay.Gap lost = goOnIn(asked);
    if (lost != null) {
      then.accept(new CatchUp.Missed(lost));
      return;
    }
    if (liveIfThere()) {
      counters().add(Counted.CATCH_UPS, 1);
      then.accept(new CatchUp.Live());
      return;
    }
    CatchUp.Run recent = fanOut.hub().recent().find(group, cursor, subscriber.sessionId());
    if (recent != null) {
      then.accept(recent);
      return;
    }
    fanOut.read(
        cursor,
        bytesMax,
        replay -> {
          if (state == State.BEHIND) {
            survive(() -> answer(asked, replay, bytesMax, then));
          }
        });
  }

  private void answer(ChannelLog asked, Replay replay, int bytesMax, Consumer<CatchUp> then) {
    if (asked.equals(fanOut.log())) {
      hand(replay, then);
    } else {
      readNext(bytesMax, then); // a new epoch has begun meanwhile
    }
  }

  /// Moves the cursor to a log that may be of another epoch. Returns what it has missed by that;
  /// null for nothing.
  private Replay.@Nullable Gap goOnIn(ChannelLog now) {
    ChannelLog before = log();
    if (now.equals(before) || state != State.BEHIND) {
      return null;
    }
    ChannelLog.Start start = now.resume(new Position(before.epoch(), cursor));
    log = now;
    cursor = start.cursor();
    return start.gap();
  }

  private void hand(Replay replay, Consumer<CatchUp> then) {
    switch (replay) {
      case Replay.Batch(List<Message> run, long through) -> handRun(run, through, then);
      case Replay.Gap gap -> then.accept(new CatchUp.Missed(gap));
      case Unavailable why -> then.accept(new CatchUp.NotNow(why));
      case Replay.CaughtUp() -> then.accept(new CatchUp.Run(null, cursor));
    }
  }

  private void handRun(List<Message> run, long through, Consumer<CatchUp> then) {
    CatchUp.Run recent = fanOut.hub().recent().find(group, cursor, subscriber.sessionId());
    if (recent != null) {
      then.accept(recent); // another one that waited for this read had it encoded
      return;
    }
    long after = cursor;
    Frame frame = encode(run);
    counters().add(Counted.DELIVERIES, frame == null ? 0 : run.size());
    then.accept(new CatchUp.Run(frame, through));
    if (frame == null) {
      return;
    }
    if (hasOwn(run)) {
      frame.release();
    } else {
      fanOut.hub().recent().add(group, after, through, run, frame);
    }
  }

  /// Moves the cursor, after what lies up to it was written.
  public void advance(long offset) {
    cursor = Math.max(cursor, offset);
  }

  /// Encodes what was read, less what the subscriber itself published where the channel does not
  /// echo; null where nothing is left.
  @Nullable Frame encode(List<Message> run) {
    Ulid sessionId = subscriber.sessionId();
    List<Message> due =
        hasOwn(run)
            ? run.stream()
                .filter(message -> !Objects.equals(sessionId, message.publisherSession()))
                .toList()
            : run;
    return due.isEmpty() ? null : group.format().encode(channel(), epoch(), due);
  }

  /// Whether the subscriber itself published some of the run, on a channel that does not echo.
  private boolean hasOwn(List<Message> run) {
    Ulid sessionId = subscriber.sessionId();
    if (sessionId == null) {
      return false;
    }
    for (Message message : run) {
      if (sessionId.equals(message.publisherSession())) {
        return true;
      }
    }
    return false;
  }

  private boolean liveIfThere() {
    if (state == State.BEHIND && fanOut.log().equals(log) && cursor >= fanOut.delivered()) {
      behind(-1);
      state = State.LIVE;
      log = null;
      group.add(this);
    }
    return state == State.LIVE;
  }

  private LoopCounters counters() {
    return fanOut.counters();
  }

  private void behind(int more) {
    counters().add(Counted.BEHIND, more);
  }

  /// Leaves the live ones, to read on for itself after `delivered`.
  void fallBehind(long delivered) {
    group.remove(this);
    log = fanOut.log();
    behind(1);
    counters().add(Counted.FALLS_BEHIND, 1);
    state = State.BEHIND;
    cursor = delivered;
    subscriber.behind(this);
  }

  void end() {
    switch (state) {
      case LIVE -> group.remove(this);
      case BEHIND -> behind(-1);
      case WAITING, ENDED -> {}
    }
    state = State.ENDED;
  }
}
