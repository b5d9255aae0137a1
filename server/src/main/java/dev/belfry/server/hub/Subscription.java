package dev.belfry.server.hub;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One subscriber's hold on one channel: a cursor over its log. Live ones share the cursor of their
/// loop; one that is behind has its own. Owned by the loop.
public final class Subscription {
  enum State {
    WAITING,
    BEHIND,
    LIVE,
    ENDED
  }

  final Subscriber subscriber;
  final Feed feed;
  final FeedGroup group;

  /// Its place in the group while live.
  int place;

  State state = State.WAITING;
  private boolean resting;
  long cursor;
  private Since since;

  Subscription(Subscriber subscriber, Feed feed, FeedGroup group, Since since) {
    this.subscriber = subscriber;
    this.feed = feed;
    this.group = group;
    this.since = since;
  }

  public ChannelName channel() {
    return feed.channel();
  }

  /// The epoch of the channel's offsets; only once subscribed.
  public String epoch() {
    return feed.log().epoch();
  }

  /// Whether the channel keeps history to catch up from; only once subscribed.
  public boolean recorded() {
    return feed.log().recorded();
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
    return state == State.LIVE ? feed.delivered() : cursor;
  }

  /// How many offsets lie between it and the live stream.
  public long missing() {
    return isBehind() ? feed.delivered() - cursor : 0;
  }

  /// The newest offset that this loop has delivered.
  public long head() {
    return feed.delivered();
  }

  /// The log has answered with its head, in the order of what this loop has asked of it: one who
  /// wants the next message gets also those that this loop published since.
  void begin(long registeredHead) {
    if (since instanceof Since.Now) {
      begin(new ChannelLog.Start(registeredHead, null));
    } else {
      begin();
    }
  }

  /// Finds out where to begin.
  void begin() {
    feed.log().locate(since, feed.loop(), this::located);
    since = new Since.Now(); // lets a position's text go
  }

  private void located(ChannelLog.Located located) {
    switch (located) {
      case ChannelLog.Start start -> begin(start);
      case Unavailable why -> refuse(why);
    }
  }

  /// The log can't say where to begin: it never stood.
  void refuse(Unavailable why) {
    if (state != State.ENDED) {
      feed.hub().unsubscribe(this);
      subscriber.refused(this, why);
    }
  }

  private void begin(ChannelLog.Start start) {
    if (state == State.ENDED) {
      return;
    }
    cursor = start.cursor();
    state = State.BEHIND;
    if (cursor > feed.delivered()) {
      feed.deliver(); // it was told a position that this loop had yet to read
    }
    if (start.gap() == null) {
      liveIfThere();
    }
    subscriber.subscribed(this, start);
  }

  /// Reads what comes next while behind, never past what the loop has delivered. Where there is
  /// nothing left it goes live before `then` hears `CaughtUp`, so that no message falls between.
  public void next(int bytesMax, Consumer<Replay> then) {
    if (liveIfThere()) {
      then.accept(new Replay.CaughtUp());
      return;
    }
    feed.log()
        .read(
            cursor,
            feed.delivered(),
            bytesMax,
            feed.loop(),
            replay -> {
              if (state == State.BEHIND) {
                then.accept(replay);
              }
            });
  }

  /// Moves the cursor, after what lies up to it was written.
  public void advance(long offset) {
    cursor = Math.max(cursor, offset);
  }

  /// Encodes what was read, less what the subscriber itself published where the channel does not
  /// echo; null where nothing is left.
  public @Nullable Frame encode(List<Message> run) {
    Ulid name = subscriber.name();
    List<Message> due = run;
    if (name != null && run.stream().anyMatch(message -> name.equals(message.origin()))) {
      due = run.stream().filter(message -> !name.equals(message.origin())).toList();
    }
    return due.isEmpty() ? null : group.format().encode(channel(), epoch(), due);
  }

  private boolean liveIfThere() {
    if (state == State.BEHIND && cursor >= feed.delivered()) {
      state = State.LIVE;
      group.add(this);
    }
    return state == State.LIVE;
  }

  /// Leaves the live ones, to read on for itself after `delivered`.
  void fallBehind(long delivered) {
    group.remove(this);
    state = State.BEHIND;
    cursor = delivered;
    subscriber.behind(this);
  }

  void end() {
    if (state == State.LIVE) {
      group.remove(this);
    }
    state = State.ENDED;
  }
}
