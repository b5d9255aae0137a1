package dev.belfry.client;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Reply;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the program is subscribed to, over every link. On a new link each channel is asked for from
/// the position after the last that came. Belongs to the loop.
final class Subscriptions {
  private final TaskLoop loop;
  private final Commands commands;
  private final Supplier<Backoff> backoffs;
  private final Map<String, Held> held = new LinkedHashMap<>();

  /// Those whose reader is slow: while there are any, the link is not read.
  private final Set<Subscription> full = new HashSet<>();

  private @Nullable Link live;

  /// @param backoffs for the waits between attempts at one channel
  Subscriptions(TaskLoop loop, Commands commands, Supplier<Backoff> backoffs) {
    this.loop = loop;
    this.commands = commands;
    this.backoffs = backoffs;
  }

  private static final class Held {
    private final Subscription subscription;
    private final Backoff backoff;

    /// The last position that came, though the reader may not have got there. Null before any.
    private @Nullable Position received;

    /// Asked for on the live link.
    private boolean asked;

    /// The server said yes: what comes of the channel now belongs to this.
    private boolean stands;

    Held(Subscription subscription, Backoff backoff) {
      this.subscription = subscription;
      this.backoff = backoff;
    }

    String channel() {
      return subscription.channel();
    }
  }

  /// The program wants one more.
  void add(Subscription subscription) {
    Held added = new Held(subscription, backoffs.get());
    if (held.putIfAbsent(added.channel(), added) != null) {
      String message = "subscribed to " + added.channel() + " already";
      Reply.Failed conflict = Reply.Failed.of(ErrorCode.CONFLICT, message);
      subscription.endWith(new SubscriptionEnd.Refused(Problem.of(conflict)));
    } else {
      ask(added);
    }
  }

  /// The program wants it no more.
  void remove(Subscription subscription) {
    Held removed = held.get(subscription.channel());
    if (removed == null || removed.subscription != subscription) {
      return;
    }
    held.remove(removed.channel());
    hasRoom(subscription);
    if (live != null && removed.asked) {
      var unused = commands.askOn(live, new Command.Unsubscribe(removed.channel()));
    }
  }

  /// All channels are asked for on this link, and those that come.
  void use(Link link) {
    live = link;
    held.values().forEach(this::ask);
  }

  /// One whose reader is still busy with what came over the last link is asked for when it has room
  /// again, so that others are not held up by it.
  private void ask(Held one) {
    Link link = live;
    if (link == null || one.asked || full.contains(one.subscription)) {
      return;
    }
    one.asked = true;
    SubscribeOptions options = one.subscription.options();
    String since = one.received == null ? options.since() : one.received.toString();
    var unused =
        commands
            .askOn(
                link,
                new Command.Subscribe(
                    one.channel(), since.isEmpty() ? null : since, options.presence()))
            .thenAccept(reply -> answered(one, reply));
  }

  private void answered(Held one, Reply reply) {
    if (held.get(one.channel()) != one) {
      return; // closed meanwhile
    }
    switch (reply) {
      case Reply.Subscribed subscribed -> {
        one.stands = true;
        one.backoff.reset();
        if (one.received == null) {
          one.received = subscribed.from();
          one.subscription.begins(subscribed.from());
        }
      }
      case Reply.Failed failed when failed.temporary() -> {
        one.asked = false;
        loop.schedule(one.backoff.next(), () -> askAgain(one));
      }
      case Reply.Failed failed -> {
        held.remove(one.channel());
        one.subscription.endWith(new SubscriptionEnd.Refused(Problem.of(failed)));
      }
      case Reply other ->
          throw new IllegalStateException("a subscribe is not answered by " + other);
    }
  }

  private void askAgain(Held one) {
    if (held.get(one.channel()) == one) {
      ask(one);
    }
  }

  void linkLost() {
    live = null;
    for (Held one : held.values()) {
      one.asked = false;
      one.stands = false;
    }
  }

  /// All end, for this reason.
  void end(SubscriptionEnd reason) {
    held.values().forEach(one -> one.subscription.endWith(reason));
    held.clear();
    full.clear();
    holdOrRead();
  }

  // ---- what comes

  void message(MessageFrame message) {
    deliver(message.channel(), new Delivery.Message(message), message.position());
  }

  void gap(String channel, GapFrame gap) {
    deliver(channel, new Delivery.Gap(gap), gap.position());
  }

  void presence(String channel, Push.PresenceChange change) {
    deliver(channel, new Delivery.Presence(change), null);
  }

  /// The server gives a channel no more.
  void ended(String channel, ErrorCode code) {
    Held one = held.remove(channel);
    if (one != null) {
      hasRoom(one.subscription);
      String message = "the server gives " + channel + " no more";
      one.subscription.endWith(
          new SubscriptionEnd.Refused(Problem.of(Reply.Failed.of(code, message))));
    }
  }

  /// What comes for a channel that doesn't stand was on its way when the program left it.
  private void deliver(String channel, Delivery delivery, @Nullable Position through) {
    Held one = held.get(channel);
    if (one == null || !one.stands) {
      return;
    }
    if (through != null) {
      one.received = through;
    }
    one.subscription.add(delivery);
    if (one.subscription.isFull() && full.add(one.subscription)) {
      holdOrRead();
    }
  }

  /// The reader has taken enough of what waited.
  void hasRoom(Subscription subscription) {
    if (full.remove(subscription)) {
      holdOrRead();
      Held one = held.get(subscription.channel());
      if (one != null && one.subscription == subscription) {
        ask(one);
      }
    }
  }

  /// One that was full before this link came, and isn't asked for on it, doesn't hold it.
  private void holdOrRead() {
    if (live != null) {
      live.hold(
          held.values().stream().anyMatch(one -> one.asked && full.contains(one.subscription)));
    }
  }
}
