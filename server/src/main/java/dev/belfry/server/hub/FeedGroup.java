package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import java.util.Arrays;
import java.util.List;

/// The live subscribers of one channel on one loop that share a wire format.
final class FeedGroup {
  private static final Subscription[] NONE = {};

  private final WireFormat format;
  private Subscription[] live = NONE;
  private int size;

  /// All subscriptions that were given this group, live or not.
  int members;

  FeedGroup(WireFormat format) {
    this.format = format;
  }

  WireFormat format() {
    return format;
  }

  void add(Subscription subscription) {
    if (size == live.length) {
      live = Arrays.copyOf(live, Math.max(1, size + (size >> 1) + 1));
    }
    subscription.place = size;
    live[size++] = subscription;
  }

  void remove(Subscription subscription) {
    Subscription last = live[--size];
    live[subscription.place] = last;
    last.place = subscription.place;
    Arrays.fill(live, size, size + 1, null);
    if (size == 0) {
      live = NONE;
    }
  }

  /// Hands a run to everyone. From the end, since one that can't take it leaves, and the last one
  /// takes its place.
  ///
  /// @param before the offset before the run
  void deliver(ChannelName channel, String epoch, List<Message> run, long before, long through) {
    if (size == 0) {
      return;
    }
    Frame frame = format.encode(channel, epoch, run);
    try {
      for (int i = size - 1; i >= 0; i--) {
        Subscription subscription = live[i];
        if (!subscription.subscriber.offer(subscription, frame, through)) {
          subscription.fallBehind(before);
        }
      }
    } finally {
      frame.release();
    }
  }

  /// As `deliver`, where the channel does not echo and some of the run may be a subscriber's own.
  void deliverWithoutEcho(List<Message> run, long before, long through) {
    for (int i = size - 1; i >= 0; i--) {
      Subscription subscription = live[i];
      Frame frame = subscription.encode(run);
      if (frame == null) {
        continue;
      }
      try {
        if (!subscription.subscriber.offer(subscription, frame, through)) {
          subscription.fallBehind(before);
        }
      } finally {
        frame.release();
      }
    }
  }

  /// Everyone reads on for itself.
  void fallBehind(long delivered) {
    for (int i = size - 1; i >= 0; i--) {
      live[i].fallBehind(delivered);
    }
  }
}
