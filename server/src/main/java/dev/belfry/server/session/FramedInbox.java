package dev.belfry.server.session;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.InboxMarked;
import dev.belfry.protocol.Reply;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.InboxAnswer;
import dev.belfry.server.inbox.InboxRequests;
import dev.belfry.server.inbox.InboxWatch;
import dev.belfry.server.inbox.ViewQuery;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Frame;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The inbox of a framed session's user: pages and marks, one at a time, and from the first page on
/// what changes. Owned by the session's loop.
final class FramedInbox {
  private static final String NO_USER =
      "an inbox is a user's: connect with a token, or, where the server has no identity, with user";

  private final FramedSession session;
  private final FramedContext framed;
  private final Supplier<Optional<UserId>> user;
  private final SessionInbox watcher;
  private final Runnable whenDone;
  private @Nullable InboxWatch watch;
  private boolean asking;

  /// @param encoder puts one text on the wire
  /// @param whenDone called when more commands may be taken after `underWay` was true
  FramedInbox(
      FramedSession session,
      FramedContext framed,
      Supplier<Optional<UserId>> user,
      Function<byte[], Frame> encoder,
      Runnable whenDone) {
    this.session = session;
    this.framed = framed;
    this.user = user;
    this.whenDone = whenDone;
    this.watcher = new SessionInbox(session, new TextLines(encoder));
  }

  /// Whether the store is asked for a page or to mark.
  boolean underWay() {
    return asking;
  }

  void inbox(long id, Command.Inbox inbox) {
    ViewQuery query;
    try {
      query =
          InboxRequests.query(
              inbox.of(), inbox.grouped(), inbox.after(), inbox.limit(), inbox.version());
    } catch (IllegalArgumentException malformed) {
      session.fail(id, ErrorCode.BAD_REQUEST, String.valueOf(malformed.getMessage()));
      return;
    }
    Optional<UserId> own = own(id);
    if (own.isEmpty()) {
      return;
    }
    if (session.context().budget().exhausted() && session.outlet().waitingBytes() > 0) {
      session.fail(id, ErrorCode.UNAVAILABLE, FramedPages.TOO_MUCH_WAITS);
    } else if (watch == null && !session.identity().maySubscribe()) {
      session.fail(id, ErrorCode.UNAVAILABLE, FixedSession.SHARE_USED.reason());
    } else {
      page(id, own.get(), query);
    }
  }

  private void page(long id, UserId own, ViewQuery query) {
    InboxWatch watched = watch;
    if (watched == null) {
      watched = framed.inboxes().watch(own, watcher);
      watch = watched;
    }
    asking = true;
    watched.page(query, answer(id, Reply.Inbox::new));
  }

  void mark(long id, InboxMark mark) {
    Optional<UserId> own = own(id);
    if (own.isEmpty()) {
      return;
    }
    InboxWatch watched = watch;
    Consumer<InboxAnswer<InboxMarked>> then = answer(id, Reply.Marked::new);
    asking = true;
    try {
      if (watched == null) {
        framed.inboxes().mark(own.get(), mark, then);
      } else {
        watched.mark(mark, then);
      }
    } catch (IllegalArgumentException malformed) {
      asking = false;
      session.fail(id, ErrorCode.BAD_REQUEST, String.valueOf(malformed.getMessage()));
    }
  }

  private <T> Consumer<InboxAnswer<T>> answer(long id, Function<T, Reply> reply) {
    return answer -> {
      asking = false;
      switch (answer) {
        case InboxAnswer.Done<T>(T value) -> done(id, reply.apply(value));
        case InboxAnswer.NotNow<T>(String why) -> session.fail(id, ErrorCode.UNAVAILABLE, why);
      }
      session.loop().execute(whenDone);
    };
  }

  private void done(long id, Reply reply) {
    if (reply instanceof Reply.Marked) {
      session.loop().counters().add(Counted.MARKS, 1);
    }
    session.reply(id, reply);
  }

  /// The user whose inbox it is; one that has none is told so.
  private Optional<UserId> own(long id) {
    Optional<UserId> own = user.get();
    if (own.isEmpty()) {
      session.fail(id, ErrorCode.FORBIDDEN, NO_USER);
    }
    return own;
  }

  /// The client may be able to take more.
  void catchUp() {
    if (watch != null) {
      watch.catchUp();
    }
  }

  /// The session has ended.
  void end() {
    if (watch != null) {
      watch.end();
    }
  }
}
