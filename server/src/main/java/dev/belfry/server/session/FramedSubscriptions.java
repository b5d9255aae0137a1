package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Reply;
import dev.belfry.server.auth.Action;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The channels that a framed session is subscribed to, as its client wants them. Owned by the
/// session's loop.
final class FramedSubscriptions {
  private final FramedSession session;
  private final FramedContext framed;
  private final SessionPresence presence;
  private final Map<ChannelName, Held> held = HashMap.newHashMap(1);

  FramedSubscriptions(FramedSession session, FramedContext framed, SessionPresence presence) {
    this.session = session;
    this.framed = framed;
    this.presence = presence;
  }

  /// A subscription, or one that is about to stand.
  private static final class Held {
    /// Of the subscribe command.
    private final long id;

    private final PresenceWish presence;
    private @Nullable Subscription subscription;
    private boolean stands;

    Held(long id, PresenceWish presence) {
      this.id = id;
      this.presence = presence;
    }
  }

  void subscribe(long id, Command.Subscribe subscribe) {
    Optional<ChannelName> channel = ChannelName.parse(subscribe.channel());
    Optional<Since> since =
        subscribe.since() == null ? Optional.of(new Since.Now()) : Since.parse(subscribe.since());
    if (channel.isEmpty()) {
      session.fail(id, ErrorCode.BAD_REQUEST, ChannelName.FORM);
    } else if (since.isEmpty()) {
      session.fail(id, ErrorCode.BAD_REQUEST, Since.FORMS);
    } else if (session.forbids(id, Action.SUBSCRIBE, channel.get())
        || forbidsPresence(id, subscribe.presence(), channel.get())) {
      return;
    } else if (held.containsKey(channel.get())) {
      session.fail(id, ErrorCode.CONFLICT, "subscribed to " + channel.get() + " already");
    } else if (held.size() >= framed.subscriptionsMax()) {
      String most = "a session has at most " + framed.subscriptionsMax() + " subscriptions";
      session.fail(id, ErrorCode.TOO_LARGE, most);
    } else if (!session.identity().maySubscribe()) {
      session.fail(id, ErrorCode.UNAVAILABLE, FixedSession.SHARE_USED.reason());
    } else {
      Held begun = new Held(id, subscribe.presence());
      held.put(channel.get(), begun);
      begun.subscription = session.subscribe(channel.get(), since.get());
    }
  }

  private boolean forbidsPresence(long id, PresenceWish wish, ChannelName channel) {
    if (wish == PresenceWish.NONE) {
      return false;
    }
    if (!framed.tellsPresence(channel)) {
      session.fail(id, ErrorCode.FORBIDDEN, FramedContext.noPresence(channel));
      return true;
    }
    return session.forbids(id, Action.PRESENCE, channel);
  }

  /// Its client may not hear a channel any more, and is told so.
  void forbidden(Subscription subscription) {
    Held ending = held.remove(subscription.channel());
    session.unsubscribe(subscription);
    presence.exit(subscription.channel());
    if (ending != null && !ending.stands) {
      session.fail(ending.id, ErrorCode.FORBIDDEN, "no grant any more");
    } else {
      session.push(new Push.Unsubscribed(subscription.channel().text(), ErrorCode.FORBIDDEN));
    }
  }

  /// The hub says that a subscription stands.
  void stands(Subscription subscription, ChannelLog.Start start) {
    Held begun = held.get(subscription.channel());
    if (begun == null || session.ended()) {
      return;
    }
    begun.stands = true;
    String epoch = subscription.epoch();
    Position from = new Position(epoch, start.cursor());
    Position newest = new Position(epoch, Math.max(start.cursor(), subscription.head()));
    Replay.Gap gap = start.gap();
    session.reply(begun.id, new Reply.Subscribed(newest, from, gap == null));
    if (gap != null) {
      session.tell(subscription, gap);
    }
    if (framed.tellsPresence(subscription.channel())) {
      presence.enter(subscription.channel(), begun.presence);
    }
    if (subscription.isBehind()) {
      session.behind(subscription);
    }
  }

  /// The hub says that one does not stand.
  void refused(ChannelName channel, Unavailable why) {
    Held ended = held.remove(channel);
    if (ended == null) {
      return;
    }
    if (ended.stands) { // its command was answered long ago
      session.close(new CloseReason(CloseCode.UNAVAILABLE, why.reason()));
    } else {
      session.fail(ended.id, ErrorCode.UNAVAILABLE, why.reason());
    }
  }

  void unsubscribe(long id, String name) {
    Held ending = ChannelName.parse(name).map(held::remove).orElse(null);
    if (ending == null || ending.subscription == null) {
      session.fail(id, ErrorCode.UNKNOWN_CHANNEL, "not subscribed to that channel");
      return;
    }
    session.unsubscribe(ending.subscription);
    presence.exit(ending.subscription.channel());
    if (!ending.stands) {
      session.fail(ending.id, ErrorCode.CONFLICT, "unsubscribed meanwhile");
    }
    session.reply(id, new Reply.Unsubscribed());
  }
}
