package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.InboxPage;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.inbox.InboxAnswer;
import dev.belfry.server.inbox.InboxEncoder;
import dev.belfry.server.inbox.InboxWatch;
import dev.belfry.server.inbox.LoopInboxes;
import dev.belfry.server.inbox.ViewQuery;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A stream of what happens in one inbox. Owned by its loop.
public final class InboxSession extends Session {
  private final UserId user;
  private final SessionInbox watcher;
  private final Function<InboxPage, Frame> first;
  private @Nullable InboxWatch watch;

  /// @param user whose inbox it is
  /// @param first puts the first page on the wire
  public InboxSession(
      SessionContext context,
      Outlet outlet,
      Dialect dialect,
      ClientIdentity client,
      UserId user,
      InboxEncoder encoder,
      Function<InboxPage, Frame> first) {
    super(context, outlet, dialect, client);
    this.user = user;
    this.watcher = new SessionInbox(this, encoder);
    this.first = first;
  }

  /// Begins; once only.
  public void watch(LoopInboxes inboxes, ViewQuery query) {
    loop().check();
    if (!identity().count()) {
      close(SessionIdentity.TOO_MANY);
    } else if (!identity().maySubscribe()) {
      close(new CloseReason(CloseCode.UNAVAILABLE, FixedSession.SHARE_USED.reason()));
    } else {
      InboxWatch watched = inboxes.watch(user, watcher);
      watch = watched;
      watched.page(query, this::begin);
    }
  }

  private void begin(InboxAnswer<InboxPage> answer) {
    if (ended()) {
      return;
    }
    switch (answer) {
      case InboxAnswer.Done<InboxPage>(InboxPage page) -> {
        outlet().opened();
        say(first.apply(page));
      }
      case InboxAnswer.NotNow<InboxPage>(String why) ->
          close(new CloseReason(CloseCode.UNAVAILABLE, why));
    }
  }

  @Override
  void lookAtInbox(Permissions now) {
    if (!now.inbox(identity().principal(), user, false).allowed()) {
      close(new CloseReason(CloseCode.FORBIDDEN, "no grant to use this inbox any more"));
    }
  }

  @Override
  void onDrained() {
    if (watch != null) {
      watch.catchUp();
    }
  }

  @Override
  void onEnd(int code) {
    if (watch != null) {
      watch.end();
    }
  }

  // ---- it has no subscriptions

  @Override
  boolean mayReceive() {
    return true;
  }

  @Override
  void onSubscribed(Subscription subscription, ChannelLog.Start start) {}

  @Override
  void onRefused(ChannelName channel, Unavailable why) {}

  @Override
  void onForbidden(Subscription subscription) {}
}
