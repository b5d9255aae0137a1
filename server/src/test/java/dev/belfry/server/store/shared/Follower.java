package dev.belfry.server.store.shared;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.CatchUp;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.hub.Subscriber;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client that follows one channel from node to node, and says at once where it hears what does
/// not follow on what it heard before.
final class Follower {
  private static final Duration REST = Duration.ofMillis(100);

  private final String name;
  private final ChannelName channel;
  private final ModelServer truth;
  private final Random random;
  private final Consumer<String> trace;

  /// Null while it is not connected.
  private @Nullable Connection connection;

  /// Up to where it has heard all, or been told what it has not; null before it ever stood.
  private @Nullable Position reached;

  /// Where it began with the next message, and what it has published since on the same loop.
  private @Nullable Position began;

  private List<Position> own = new ArrayList<>();
  boolean stalled;
  int gaps;

  Follower(
      String name, ChannelName channel, ModelServer truth, Random random, Consumer<String> trace) {
    this.name = name;
    this.channel = channel;
    this.truth = truth;
    this.random = random;
    this.trace = trace;
  }

  boolean connected() {
    return connection != null;
  }

  boolean connectedTo(Hub hub) {
    return connection != null && connection.hub == hub;
  }

  void connect(Hub hub) {
    own = reached == null ? new ArrayList<>() : own;
    trace.accept(name + " connects");
    Position from = reached;
    Connection begun = new Connection(hub);
    connection = begun;
    hub.loop().execute(() -> begun.begin(from == null ? new Since.Now() : new Since.After(from)));
  }

  void cut() {
    trace.accept(name + " is cut");
    Connection ended = connection;
    connection = null;
    if (ended != null) {
      ended.hub.loop().execute(ended::end);
    }
  }

  void readOn() {
    if (connection != null) {
      connection.readOn();
    }
  }

  private void began(Position at, boolean missed) {
    trace.accept(name + " begins at " + at + (missed ? " after a gap" : ""));
    if (reached == null) {
      reached = at;
      began = at;
    } else if (missed) {
      gap(at);
    } else {
      require(
          at.offset() == reached.offset() && truth.survives(channel, reached, at.epoch()),
          "asked for " + reached + ", and began at " + at + " without a gap");
    }
  }

  private void hear(Run run) {
    for (Message message : run.messages) {
      Position at = new Position(run.epoch, message.offset());
      trace.accept(name + " hears " + at);
      require(reached != null, "heard " + at + " before it began");
      require(truth.adjoin(channel, reached, at), "heard " + at + " after " + reached);
      require(ModelServer.textOf(message).equals(truth.textAt(channel, at)), "heard another " + at);
      reached = at;
    }
  }

  private void gap(Position resume) {
    trace.accept(name + " is told of a gap to " + resume);
    gaps++;
    Position before = reached;
    ChannelState now = truth.state(channel);
    String epoch = now.epoch().name();
    require(
        before == null
            || before.offset() < now.trimmedThrough()
            || !truth.survives(channel, before, epoch)
            || truth.steps(channel, before, epoch) > 1,
        "was told of a gap from " + before + " to " + resume + ", where nothing was lost");
    reached = resume;
  }

  /// Publishes by its connection, as soon as it has asked for the next message. Returns the hub
  /// that it does so by; null where it is not connected, or has begun before.
  @Nullable Hub publishesBy() {
    return connection == null || reached != null ? null : connection.hub;
  }

  ChannelName channel() {
    return channel;
  }

  /// Takes the positions of what it publishes by this connection.
  Consumer<Position> published() {
    return own::add;
  }

  private void verifyOwn() {
    Position from = began;
    for (Position kept : own) {
      require(
          from == null || !from.epoch().equals(kept.epoch()) || kept.offset() > from.offset(),
          "began at " + from + ", past " + kept + ", which it had published after it had asked");
    }
  }

  /// It has heard all there is.
  void verify() {
    verifyOwn();
    ChannelState now = truth.state(channel);
    require(connected() && reached != null, "is not connected at the end");
    require(
        reached.offset() == now.head() && truth.survives(channel, reached, now.epoch().name()),
        "has come to " + reached + " only, of " + now);
  }

  private void require(boolean fact, String otherwise) {
    if (!fact) {
      throw new SharedViolation(name + " on " + channel + " " + otherwise);
    }
  }

  /// One connection of it, on the loop of a hub.
  private final class Connection implements Subscriber {
    private final Hub hub;
    private @Nullable Subscription subscription;
    private boolean reading;
    private boolean ended;

    Connection(Hub hub) {
      this.hub = hub;
    }

    void begin(Since since) {
      if (!ended) {
        Subscription begun = hub.subscribe(channel, since, this);
        subscription = begun.ended() ? null : begun;
      }
    }

    void end() {
      ended = true;
      if (subscription != null) {
        hub.unsubscribe(subscription);
      }
    }

    private boolean current() {
      return connection == this;
    }

    @Override
    public void subscribed(Subscription begun, ChannelLog.Start start) {
      subscription = begun;
      if (current()) {
        began(new Position(begun.epoch(), start.cursor()), start.gap() != null);
        readOn();
      }
    }

    @Override
    public void refused(Subscription refused, Unavailable why) {
      if (current()) {
        trace.accept(name + " is refused");
        connection = null;
      }
    }

    @Override
    public boolean offer(Subscription to, Frame frame, long through) {
      if (!current()) {
        return true;
      }
      if (stalled || random.nextInt(20) == 0) {
        return false;
      }
      hear((Run) frame);
      return true;
    }

    @Override
    public void behind(Subscription to) {
      readOn();
    }

    void readOn() {
      if (current() && !reading && !stalled) {
        reading = true;
        hub.loop().execute(this::read);
      }
    }

    private void read() {
      Subscription from = subscription;
      if (from == null || !from.isBehind() || stalled || !current()) {
        reading = false;
        return;
      }
      from.next(1 + random.nextInt(60), next -> take(from, next));
    }

    private void take(Subscription from, CatchUp next) {
      reading = false;
      if (!current()) {
        return;
      }
      switch (next) {
        case CatchUp.Run(Frame frame, long through) -> {
          if (frame != null) {
            hear((Run) frame);
          }
          from.advance(through);
          readOn();
        }
        case CatchUp.Missed(Replay.Gap gap) -> {
          from.advance(gap.resume());
          gap(new Position(from.epoch(), gap.resume()));
          readOn();
        }
        case CatchUp.NotNow _ -> {
          from.rest();
          hub.loop().schedule(REST, from::readOn);
        }
        case CatchUp.Live() -> {}
      }
    }

    @Override
    public WireFormat format() {
      return Runs.FORMAT;
    }

    @Override
    public @Nullable Ulid sessionId() {
      return null;
    }
  }

  private enum Runs implements WireFormat {
    FORMAT;

    @Override
    public Frame encode(ChannelName channel, String epoch, List<Message> run) {
      return new Run(epoch, List.copyOf(run));
    }
  }

  private record Run(String epoch, List<Message> messages) implements Frame {
    @Override
    public int bytes() {
      return messages.size();
    }

    @Override
    public void retain() {}

    @Override
    public void release() {}
  }
}
