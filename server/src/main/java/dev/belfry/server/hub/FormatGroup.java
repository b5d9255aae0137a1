package dev.belfry.server.hub;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The live subscribers of one channel on one loop that share a wire format.
final class FormatGroup {
  private static final Logger LOG = LoggerFactory.getLogger(FormatGroup.class);
  private static final Subscription[] NONE = {};

  private final WireFormat format;
  private Subscription[] live = NONE;
  private int size;

  /// All subscriptions that were given this group, live or not.
  int members;

  FormatGroup(WireFormat format) {
    this.format = format;
  }

  WireFormat format() {
    return format;
  }

  void add(Subscription subscription) {
    if (size == live.length) {
      live = Arrays.copyOf(live, Math.max(1, size + (size >> 1) + 1));
    }
    subscription.index = size;
    live[size++] = subscription;
  }

  void remove(Subscription subscription) {
    Subscription last = live[--size];
    live[subscription.index] = last;
    last.index = subscription.index;
    Arrays.fill(live, size, size + 1, null);
    if (size == 0) {
      live = NONE;
    }
  }

  /// Hands a run to everyone. From the end, since one that can't take it leaves, and the last one
  /// takes its place. Returns how many messages were handed over, by who is left: so counting costs
  /// the members nothing.
  ///
  /// @param before the offset before the run
  long deliver(ChannelName channel, String epoch, List<Message> run, long before, long through) {
    if (size == 0) {
      return 0;
    }
    Frame frame = format.encode(channel, epoch, run);
    try {
      for (int i = size - 1; i >= 0; i--) {
        offer(live[i], frame, before, through);
      }
    } finally {
      frame.release();
    }
    return (long) size * run.size();
  }

  /// As `deliver`, where the channel does not echo: those who published some of the run get the
  /// rest of it, encoded apart; all others share one frame.
  ///
  /// @param publishers the sessions that published some of the run
  long deliverWithoutEcho(
      ChannelName channel,
      String epoch,
      List<Message> run,
      Set<Ulid> publishers,
      long before,
      long through) {
    Frame whole = null;
    long own = 0;
    try {
      for (int i = size - 1; i >= 0; i--) {
        Subscription subscription = live[i];
        Ulid sessionId = subscription.subscriber.sessionId();
        if (sessionId != null && publishers.contains(sessionId)) {
          own += ownOf(sessionId, run);
          deliverRest(subscription, run, before, through);
          continue;
        }
        if (whole == null) {
          whole = format.encode(channel, epoch, run);
        }
        offer(subscription, whole, before, through);
      }
    } finally {
      if (whole != null) {
        whole.release();
      }
    }
    return Math.max(0, (long) size * run.size() - own);
  }

  private static int ownOf(Ulid sessionId, List<Message> run) {
    int own = 0;
    for (Message message : run) {
      own += sessionId.equals(message.publisherSession()) ? 1 : 0;
    }
    return own;
  }

  private static void deliverRest(
      Subscription subscription, List<Message> run, long before, long through) {
    Frame rest = subscription.encode(run);
    if (rest == null) {
      return;
    }
    try {
      offer(subscription, rest, before, through);
    } finally {
      rest.release();
    }
  }

  private static void offer(Subscription subscription, Frame frame, long before, long through) {
    try {
      if (!subscription.subscriber.offer(subscription, frame, through)) {
        subscription.fallBehind(before);
      }
    } catch (RuntimeException fault) { // it ends this subscription alone
      LOG.error("a subscription of {} failed", subscription.channel(), fault);
      subscription.refuse(new Unavailable("the subscription failed in the server"));
    }
  }

  /// Everyone reads on for itself.
  void fallBehind(long delivered) {
    for (int i = size - 1; i >= 0; i--) {
      live[i].fallBehind(delivered);
    }
  }
}
