package dev.belfry.server.hub;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import org.jspecify.annotations.Nullable;

/// A listener to channels. The hub calls it on the loop that both live on.
public interface Subscriber {
  /// How it wants messages encoded; the same object at each call.
  WireFormat format();

  /// The id of the session that publishes for it; null where it never has. Where a channel does not
  /// echo, the messages that this session published are left out.
  @Nullable Ulid sessionId();

  /// The subscription stands: it begins where `start` says. Where that is the head of this loop it
  /// is live now; otherwise it is behind and has to catch up.
  void subscribed(Subscription subscription, ChannelLog.Start start);

  /// The subscription does not stand, and has ended: the log can't be reached now. Perhaps before
  /// `Hub.subscribe` returns.
  void refused(Subscription subscription, Unavailable why);

  /// Messages, live. Returns false where it can't take them now: then nothing is lost, but it is
  /// behind from here on and has to catch up.
  ///
  /// @param through the offset that the frame reaches
  boolean offer(Subscription subscription, Frame frame, long through);

  /// It is behind, because it took no frame or the loop itself has missed messages.
  void behind(Subscription subscription);
}
