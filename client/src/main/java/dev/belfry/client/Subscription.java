package dev.belfry.client;

import dev.belfry.protocol.Position;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One channel, as a blocking sequence of what it brings, across reconnects. One thread reads it:
/// that of the listener, or whoever iterates. The connection's thread fills it.
///
/// A delivery is taken when the next one is asked for, so a program that keeps `position()` beside
/// what it did with the messages, and fails in the midst of one, gets that one again.
public final class Subscription implements Iterable<Delivery>, AutoCloseable {
  private final String channel;
  private final SubscribeOptions options;
  private final Consumer<Subscription> onRoom;
  private final Consumer<Subscription> onClose;

  /// An empty element is the end, and stays.
  private final LinkedBlockingQueue<Optional<Delivery>> waiting = new LinkedBlockingQueue<>();

  private final AtomicBoolean full = new AtomicBoolean();
  private volatile @Nullable Position position;
  private volatile @Nullable SubscriptionEnd end;

  /// @param onRoom told, on the reader's thread, that there is room again after there was none
  /// @param onClose told, on any thread, that the program wants no more
  Subscription(
      String channel,
      SubscribeOptions options,
      Consumer<Subscription> onRoom,
      Consumer<Subscription> onClose) {
    this.channel = channel;
    this.options = options;
    this.onRoom = onRoom;
    this.onClose = onClose;
  }

  public String channel() {
    return channel;
  }

  /// Where to resume: after the last delivery that was taken. Empty until the server has said where
  /// the subscription begins.
  public Optional<Position> position() {
    return Optional.ofNullable(position);
  }

  /// Why nothing more comes; empty while more may.
  public Optional<SubscriptionEnd> end() {
    return Optional.ofNullable(end);
  }

  /// Wants no more: what waits is dropped, and the reader comes to the end. Doesn't wait for it.
  @Override
  public void close() {
    endWith(new SubscriptionEnd.Closed());
    onClose.accept(this);
  }

  /// What comes, waiting for it. Ends with the subscription, and when the thread is interrupted.
  @Override
  public Iterator<Delivery> iterator() {
    return new Deliveries();
  }

  private final class Deliveries implements Iterator<Delivery> {
    private @Nullable Delivery given;
    private @Nullable Delivery next;

    @Override
    public boolean hasNext() {
      if (given != null) {
        taken(given);
        given = null;
      }
      if (next == null) {
        next = await();
      }
      return next != null;
    }

    @Override
    public Delivery next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the subscription to " + channel + " has ended");
      }
      given = next;
      next = null;
      return given;
    }
  }

  private @Nullable Delivery await() {
    try {
      Optional<Delivery> first = waiting.take();
      if (first.isEmpty()) {
        waiting.add(first);
        return null;
      }
      tellRoom();
      return first.get();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void taken(Delivery delivery) {
    switch (delivery) {
      case Delivery.Message(var message) -> position = message.position();
      case Delivery.Gap(var gap) -> position = gap.position();
      case Delivery.Presence presence -> {}
    }
  }

  /// Hands everything to a listener, until the end.
  void readAll(ChannelListener listener) {
    try {
      for (Delivery delivery : this) {
        switch (delivery) {
          case Delivery.Message(var message) -> listener.onMessage(message);
          case Delivery.Gap(var gap) -> listener.onGap(gap);
          case Delivery.Presence(var change) -> listener.onPresence(change);
        }
      }
    } catch (RuntimeException | Error failed) {
      endWith(new SubscriptionEnd.ListenerFailed(failed));
      onClose.accept(this);
    }
    SubscriptionEnd reason = end;
    listener.onEnd(reason == null ? new SubscriptionEnd.Closed() : reason);
  }

  // ---- for the connection's thread

  SubscribeOptions options() {
    return options;
  }

  /// The server has said where it begins.
  void begins(Position from) {
    position = from;
  }

  /// One more waits for the reader.
  void add(Delivery delivery) {
    synchronized (waiting) {
      if (end == null) {
        waiting.add(Optional.of(delivery));
      }
    }
  }

  /// Whether as much waits as may. If so, `onRoom` will be told when half of it is gone.
  boolean isFull() {
    if (waiting.size() < options.bufferedMax()) {
      return full.get();
    }
    full.set(true);
    tellRoom(); // the reader may have been quicker
    return true;
  }

  private void tellRoom() {
    if (waiting.size() <= options.bufferedMax() / 2 && full.compareAndSet(true, false)) {
      onRoom.accept(this);
    }
  }

  /// Nothing more comes, for this reason; the first one counts.
  void endWith(SubscriptionEnd reason) {
    synchronized (waiting) {
      if (end == null) {
        end = reason;
        waiting.clear();
        waiting.add(Optional.empty());
      }
    }
  }
}
