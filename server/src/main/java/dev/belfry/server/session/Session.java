package dev.belfry.server.session;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.CatchUp;
import dev.belfry.server.hub.Subscriber;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One connected client that listens. What it is due live goes straight to its outlet while that
/// has room; from then on it is behind, and reads the log as fast as its socket drains until it is
/// back at the live stream. Owned by its loop.
public abstract class Session implements Subscriber {
  private static final int CATCH_UP_BYTES = 64 * 1024;

  /// Read at once while too much waits for slow clients: what a socket does not take of it is kept.
  private static final int ONE_MESSAGE = 1;

  /// Written in one turn of the loop while catching up; then others have theirs.
  private static final int TURN_BYTES_MAX = 256 * 1024;

  /// Until a log that could not be read is read again.
  private static final Duration STORE_WAIT = Duration.ofMillis(250);

  private final SessionContext context;
  private final Outlet outlet;
  private final Dialect dialect;
  private final SessionIdentity identity;
  private final SubscriptionList subscriptions = new SubscriptionList();

  /// Whether a turn of catching up is already due.
  private boolean catchingUp;

  private boolean awaitingDrain;

  /// Whose log is being read and has not answered yet.
  private @Nullable Subscription reading;

  /// Where the next turn of catching up begins, so that no channel waits for another; -1 before the
  /// first.
  private int turn = -1;

  private boolean ended;
  private @Nullable Ulid sessionId;
  private @Nullable Departure departure;

  Session(SessionContext context, Outlet outlet, Dialect dialect, ClientIdentity client) {
    this.context = context;
    this.outlet = outlet;
    this.dialect = dialect;
    this.identity = new SessionIdentity(this, context.identities(), client);
  }

  final SessionIdentity identity() {
    return identity;
  }

  /// Looks whether the client is still who it was, and may still hear what it hears. Called once a
  /// second.
  public final void review() {
    if (!ended) {
      identity.review();
      departure = Departure.next(departure, identity.unknown() || subscriptions.cutOff(), this);
    }
  }

  /// Ends the subscriptions to some channels.
  final void endSubscriptions(Predicate<ChannelName> which) {
    for (Subscription subscription : subscriptions.all()) {
      if (!ended && which.test(subscription.channel())) {
        onForbidden(subscription);
      }
    }
  }

  /// For what a kind of session does when its client may not hear a channel any more.
  abstract void onForbidden(Subscription subscription);

  /// For what a kind of session does when its client may do something else with inboxes.
  void lookAtInbox(Permissions now) {}

  /// For what a kind of session does some time before its client's admission ends.
  void expiring(long endsAtMillis) {}

  final SessionContext context() {
    return context;
  }

  final Outlet outlet() {
    return outlet;
  }

  final Loop loop() {
    return context.loop();
  }

  final boolean ended() {
    return ended;
  }

  final Dialect dialect() {
    return dialect;
  }

  /// Subscribes to one more channel, which costs what the loop's budget says. `onSubscribed` or
  /// `onRefused` is called once it has answered, perhaps before this returns.
  final Subscription subscribe(ChannelName channel, Since since) {
    ByteBudget all = context.hub().subscriptions();
    long others = all.bytes() - identity.heldBytes();
    Subscription subscription = context.hub().subscribe(channel, since, this);
    if (!subscription.ended()) {
      subscriptions.add(subscription);
      int cost = (int) (all.bytes() - identity.heldBytes() - others);
      subscriptions.charge(subscription, cost);
      identity.hold(cost);
    }
    return subscription;
  }

  /// Something begins to be kept for the sake of a subscription, or ceases to where negative.
  final void hold(long bytes) {
    context.hub().subscriptions().add(bytes);
    identity.hold(bytes);
  }

  /// Ends a subscription; nothing of its channel is written from now on.
  final void unsubscribe(Subscription subscription) {
    identity.hold(-subscriptions.remove(subscription));
    context.hub().unsubscribe(subscription);
    if (reading == subscription) {
      reading = null; // its answer never comes
      loop().execute(this::catchUp);
    }
  }

  /// Whether there is any subscription.
  final boolean listens() {
    return !subscriptions.isEmpty();
  }

  @Override
  public final @Nullable Ulid sessionId() {
    return sessionId;
  }

  /// Its id, which it gets with the first call.
  final Ulid ensureSessionId() {
    Ulid known = sessionId;
    if (known == null) {
      known = context.sessionIds().get();
      sessionId = known;
    }
    return known;
  }

  @Override
  public final WireFormat format() {
    return dialect.format();
  }

  @Override
  public final void subscribed(Subscription subscription, ChannelLog.Start start) {
    subscriptions.add(subscription);
    onSubscribed(subscription, start);
  }

  /// For what a kind of session does when a subscription stands.
  abstract void onSubscribed(Subscription subscription, ChannelLog.Start start);

  @Override
  public final void refused(Subscription subscription, Unavailable why) {
    identity.hold(-subscriptions.remove(subscription));
    onRefused(subscription.channel(), why);
  }

  /// For what a kind of session does when a channel can't be subscribed to now.
  abstract void onRefused(ChannelName channel, Unavailable why);

  /// Whether messages may be written already.
  abstract boolean mayReceive();

  // ---- live

  @Override
  public final boolean offer(Subscription subscription, Frame frame, long through) {
    if (ended) {
      return true;
    }
    if (!mayReceive()) {
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
    dialect.reached(subscription.channel(), subscription.epoch(), through);
    return true;
  }

  /// Writes a frame that is no message, unless the client can't take it now: then false, and
  /// `onDrained` tells when it may be able to. What comes after the end goes nowhere.
  final boolean offer(Frame frame) {
    long waiting = outlet.waitingBytes();
    if (ended) {
      return true;
    }
    if (waiting == 0 || roomFor(waiting + frame.bytes(), true)) {
      outlet.write(frame);
      return true;
    }
    awaitDrain();
    return false;
  }

  private boolean roomFor(long bytes, boolean recorded) {
    SessionBounds bounds = context.bounds();
    int most = recorded ? bounds.outboxBytesMax() : bounds.outboxUnrecordedBytesMax();
    return bytes <= most && !context.budget().exhausted();
  }

  // ---- behind

  @Override
  public final void behind(Subscription subscription) {
    if (mayReceive() && !catchingUp) {
      catchUpWhenDrained();
    }
  }

  private void catchUpWhenDrained() {
    catchingUp = true;
    if (outlet.waitingBytes() > 0) {
      awaitDrain();
    } else {
      loop().execute(this::catchUp);
    }
  }

  /// Calls `onDrained`, and goes on catching up, when no bytes wait any more.
  final void awaitDrain() {
    if (!awaitingDrain) {
      awaitingDrain = true;
      outlet.whenDrained(this::drained);
    }
  }

  private void drained() {
    awaitingDrain = false;
    if (catchingUp) {
      catchUp();
    }
    onDrained();
  }

  /// For what a kind of session has put off until no bytes wait.
  void onDrained() {}

  /// Reads the log for all subscriptions that are behind, until the socket is full or the turn is
  /// over. A client whose socket is empty always gets on, whatever waits for others.
  final void catchUp() {
    if (reading != null) {
      return; // the answer goes on
    }
    catchingUp = false;
    Subscription[] all = subscriptions.all();
    int turnBytes = 0;
    int first = turn < 0 ? subscriptions.furthestBehind() : turn;
    turn = first + 1;
    for (int i = 0; i < all.length; i++) {
      Subscription subscription = all[Math.floorMod(first + i, all.length)];
      while (!ended && subscription.isBehind()) {
        if (outlet.waitingBytes() > 0 || turnBytes > TURN_BYTES_MAX) {
          catchUpWhenDrained();
          return;
        }
        turnBytes += CATCH_UP_BYTES;
        if (!readOn(subscription)) {
          return;
        }
      }
    }
  }

  /// Returns whether the log answered at once; otherwise its answer goes on catching up. One that
  /// can't be read now is asked again later: what it has is not lost, so nobody is told of a gap.
  private boolean readOn(Subscription subscription) {
    boolean[] answered = {false};
    subscription.next(
        context.budget().exhausted() ? ONE_MESSAGE : CATCH_UP_BYTES,
        next -> {
          answered[0] = true;
          take(subscription, next);
          if (reading == subscription) {
            reading = null;
            catchUp();
          }
        });
    if (!answered[0]) {
      reading = subscription;
      catchingUp = true;
    }
    return answered[0];
  }

  private void take(Subscription subscription, CatchUp next) {
    if (ended) {
      return;
    }
    switch (next) {
      case CatchUp.Run(Frame frame, long through) -> {
        if (frame != null) {
          outlet.write(frame);
        }
        dialect.reached(subscription.channel(), subscription.epoch(), through);
        subscription.advance(through);
      }
      case CatchUp.Missed(Replay.Gap gap) -> {
        subscription.advance(gap.resume());
        tell(subscription, gap);
      }
      case CatchUp.NotNow _ -> {
        subscription.rest();
        loop().schedule(STORE_WAIT, subscription::readOn);
      }
      case CatchUp.Live() -> {}
    }
  }

  final void tell(Subscription subscription, Replay.Gap gap) {
    loop().counters().add(Counted.GAPS, 1);
    Position resume = new Position(subscription.epoch(), gap.resume());
    switch (dialect.gap(subscription.channel(), new GapFrame(gap.missed(), resume))) {
      case Dialect.GapAnswer.Say(Frame frame) -> {
        say(frame);
        dialect.reached(subscription.channel(), resume.epoch(), gap.resume());
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
    identity.uncount();
    Subscription[] all = subscriptions.all();
    identity.hold(-subscriptions.clear());
    for (Subscription subscription : all) {
      context.hub().unsubscribe(subscription);
    }
    onEnd(code);
  }

  /// For what a kind of session has to do at its end.
  void onEnd(int code) {}
}
