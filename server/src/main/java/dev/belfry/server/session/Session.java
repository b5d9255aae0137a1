package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Subscriber;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connected client that listens. What it is due live goes straight to its outlet while that
/// has room; from then on it is behind, and reads the log as fast as its socket drains until it is
/// back at the live stream. Owned by its loop.
public class Session implements Subscriber {
  private static final int CATCH_UP_BYTES = 64 * 1024;

  /// Written in one turn of the loop while catching up; then others have theirs.
  private static final int TURN_BYTES_MAX = 256 * 1024;

  /// Names no place of any log, so that resuming from it is a gap.
  private static final Position NOWHERE = new Position("unknown", 0);

  private static final Duration BUDGET_WAIT = Duration.ofMillis(100);

  private final SessionRoom room;
  private final Outlet outlet;
  private final Dialect dialect;
  private Subscription[] subscriptions = {};

  /// What is known of the channels asked for, until all have answered; null from then on.
  private @Nullable Opening opening;

  private boolean catchingUp;
  private boolean awaitingRead;
  private boolean ended;

  public Session(SessionRoom room, Outlet outlet, Dialect dialect) {
    this.room = room;
    this.outlet = outlet;
    this.dialect = dialect;
  }

  final SessionRoom room() {
    return room;
  }

  final Outlet outlet() {
    return outlet;
  }

  final Loop loop() {
    return room.loop();
  }

  final boolean ended() {
    return ended;
  }

  /// Begins to listen; once only.
  ///
  /// @param since where to begin, one for each channel
  public final void listen(List<ChannelName> channels, List<Since> since) {
    loop().check();
    opening = new Opening(channels, since);
    subscriptions = new Subscription[channels.size()];
    for (int i = 0; i < channels.size() && !ended; i++) {
      subscriptions[i] = room.hub().subscribe(channels.get(i), since.get(i), this);
    }
    openIfAnswered();
  }

  @Override
  public final WireFormat format() {
    return dialect.format();
  }

  @Override
  public final void subscribed(Subscription subscription, ChannelLog.Start start) {
    if (opening != null) {
      opening.answered(subscription, start);
      openIfAnswered();
    }
  }

  private void openIfAnswered() {
    Opening all = opening;
    if (ended
        || all == null
        || !all.complete()
        || subscriptions[subscriptions.length - 1] == null) {
      return;
    }
    opening = null;
    outlet.opened();
    say(dialect.begun(all.positions()));
    for (int i = 0; i < subscriptions.length && !ended; i++) {
      Replay.Gap gap = all.gap(i);
      if (gap != null) {
        tell(subscriptions[i], gap);
      }
    }
    onListening();
    catchUp();
  }

  /// For what a kind of session does once it listens.
  void onListening() {}

  // ---- live

  @Override
  public final boolean offer(Subscription subscription, Frame frame, long through) {
    if (ended) {
      return true;
    }
    if (opening != null) {
      return false;
    }
    long waiting = outlet.waitingBytes();
    boolean recorded = subscription.recorded();
    if (waiting > 0 && !roomFor(waiting + frame.bytes(), recorded)) {
      if (recorded) {
        return false;
      }
      close(new CloseReason(CloseCode.TOO_SLOW, "too slow for a channel without history"));
      return true;
    }
    outlet.write(frame);
    dialect.reached(subscription.channel(), through);
    return true;
  }

  private boolean roomFor(long bytes, boolean recorded) {
    SessionBounds bounds = room.bounds();
    int most = recorded ? bounds.outboxBytesMax() : bounds.outboxUnrecordedBytesMax();
    return bytes <= most && !room.budget().exhausted();
  }

  // ---- behind

  @Override
  public final void behind(Subscription subscription) {
    if (opening == null && !catchingUp) {
      catchUpWhenDrained();
    }
  }

  private void catchUpWhenDrained() {
    catchingUp = true;
    if (outlet.waitingBytes() > 0) {
      outlet.whenDrained(this::catchUp);
    } else {
      loop().execute(this::catchUp);
    }
  }

  /// Reads the log for all subscriptions that are behind, until the socket is full or the turn is
  /// over.
  private void catchUp() {
    catchingUp = false;
    int turnBytes = 0;
    for (Subscription subscription : subscriptions) {
      while (!ended && subscription.isBehind()) {
        if (outlet.waitingBytes() > 0 || turnBytes > TURN_BYTES_MAX) {
          catchUpWhenDrained();
          return;
        }
        if (room.budget().exhausted()) {
          catchingUp = true;
          loop().schedule(BUDGET_WAIT, this::catchUp);
          return;
        }
        turnBytes += CATCH_UP_BYTES;
        if (!readOn(subscription)) {
          return;
        }
      }
    }
  }

  /// Returns whether the log answered at once; otherwise its answer goes on catching up.
  private boolean readOn(Subscription subscription) {
    boolean[] answered = {false};
    awaitingRead = false;
    subscription.next(
        CATCH_UP_BYTES,
        replay -> {
          answered[0] = true;
          take(subscription, replay);
          if (awaitingRead) {
            awaitingRead = false;
            catchUp();
          }
        });
    if (!answered[0]) {
      awaitingRead = true;
      catchingUp = true;
    }
    return answered[0];
  }

  private void take(Subscription subscription, Replay replay) {
    if (ended) {
      return;
    }
    switch (replay) {
      case Replay.Batch(List<Message> messages, long through) -> {
        if (!messages.isEmpty()) {
          say(subscription.encode(messages));
        }
        dialect.reached(subscription.channel(), through);
        subscription.advance(through);
      }
      case Replay.Gap gap -> {
        subscription.advance(gap.resume());
        tell(subscription, gap);
      }
      case Replay.CaughtUp() -> {}
    }
  }

  private void tell(Subscription subscription, Replay.Gap gap) {
    Position resume = new Position(subscription.epoch(), gap.resume());
    switch (dialect.gap(subscription.channel(), new GapFrame(gap.missed(), resume))) {
      case Dialect.GapAnswer.Say(Frame frame) -> {
        say(frame);
        dialect.reached(subscription.channel(), gap.resume());
      }
      case Dialect.GapAnswer.End(CloseReason reason) -> close(reason);
    }
  }

  final void say(@Nullable Frame frame) {
    if (frame != null) {
      outlet.write(frame);
      frame.release();
    }
  }

  // ---- the end

  /// Ends the session from this side.
  public final void close(CloseReason reason) {
    if (!ended) {
      outlet.close(reason);
      loop().execute(() -> end(reason.code()));
    }
  }

  /// The client is gone, whoever ended it. Gives back all subscriptions; a second call does
  /// nothing.
  ///
  /// @param code the close code that was heard or said
  public final void end(int code) {
    loop().check();
    if (ended) {
      return;
    }
    ended = true;
    for (Subscription subscription : subscriptions) {
      if (subscription != null) {
        room.hub().unsubscribe(subscription);
      }
    }
    onEnd(code);
  }

  /// For what a kind of session has to do at its end.
  void onEnd(int code) {}

  /// The answers of the channels asked for, until all are there.
  private static final class Opening {
    private final List<ChannelName> channels;
    private final List<Since> since;
    private final Position[] positions;
    private final Replay.@Nullable Gap[] gaps;
    private int missing;

    Opening(List<ChannelName> channels, List<Since> since) {
      this.channels = channels;
      this.since = since;
      this.missing = channels.size();
      this.positions = new Position[missing];
      this.gaps = new Replay.Gap[missing];
    }

    void answered(Subscription subscription, ChannelLog.Start start) {
      int i = channels.indexOf(subscription.channel());
      gaps[i] = start.gap();
      positions[i] =
          start.gap() == null
              ? new Position(subscription.epoch(), start.cursor())
              : beforeGap(since.get(i));
      missing--;
    }

    /// Where the client stands until its gap is told: where it stood before, so that one who is cut
    /// in between is told of the gap when it resumes.
    private static Position beforeGap(Since since) {
      return since instanceof Since.After(Position asked) ? asked : NOWHERE;
    }

    boolean complete() {
      return missing == 0;
    }

    List<Position> positions() {
      return new ArrayList<>(List.of(positions));
    }

    Replay.@Nullable Gap gap(int channel) {
      return gaps[channel];
    }
  }
}
