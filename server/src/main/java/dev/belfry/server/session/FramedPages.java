package dev.belfry.server.session;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.server.auth.Action;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.HistoryRange;
import java.util.Optional;

/// The pages that a framed session asks for, of history and of presence: one at a time. Owned by
/// the session's loop.
final class FramedPages {
  static final String TOO_MUCH_WAITS = "too much waits for slow clients";

  private final FramedSession session;
  private final FramedContext framed;
  private final Runnable whenRead;
  private boolean reading;

  /// @param whenRead called when a page is on its way to the client
  FramedPages(FramedSession session, FramedContext framed, Runnable whenRead) {
    this.session = session;
    this.framed = framed;
    this.whenRead = whenRead;
  }

  /// Whether a page is being read.
  boolean underWay() {
    return reading;
  }

  /// Whether no page may be added to what waits already: too much does for all clients, and some of
  /// it for this one. A client whose socket is empty always gets one.
  private boolean mustWait() {
    return session.context().budget().exhausted() && session.outlet().waitingBytes() > 0;
  }

  void history(long id, Command.History history) {
    Optional<ChannelName> channel = ChannelName.parse(history.channel());
    int most = framed.historyPageMax();
    int limit =
        history.limit() == null ? Math.min(HistoryRange.LIMIT_DEFAULT, most) : history.limit();
    if (channel.isEmpty()) {
      session.fail(id, ErrorCode.BAD_REQUEST, ChannelName.FORM);
    } else if (limit > most) {
      String range = "limit is a number from 1 to " + most;
      session.fail(id, ErrorCode.BAD_REQUEST, range);
    } else if (session.forbids(id, Action.HISTORY, channel.get())) {
      return;
    } else if (mustWait()) {
      session.fail(id, ErrorCode.UNAVAILABLE, TOO_MUCH_WAITS);
    } else {
      reading = true;
      framed
          .history()
          .read(
              channel.get(),
              HistoryPages.rangeOf(history),
              limit,
              outcome -> answer(id, channel.get(), outcome));
    }
  }

  private void answer(long id, ChannelName channel, HistoryRange.Outcome outcome) {
    reading = false;
    if (mustWait()) {
      session.fail(id, ErrorCode.UNAVAILABLE, TOO_MUCH_WAITS);
    } else if (!session.ended()) {
      session.reply(id, HistoryPages.replyOf(channel, outcome));
    }
    whenRead.run();
  }

  void presence(long id, String name) {
    Optional<ChannelName> channel = ChannelName.parse(name);
    if (channel.isEmpty()) {
      session.fail(id, ErrorCode.BAD_REQUEST, ChannelName.FORM);
    } else if (session.forbids(id, Action.PRESENCE, channel.get())) {
      return;
    } else if (!framed.tellsPresence(channel.get())) {
      session.fail(id, ErrorCode.FORBIDDEN, FramedContext.noPresence(channel.get()));
    } else if (mustWait()) {
      session.fail(id, ErrorCode.UNAVAILABLE, TOO_MUCH_WAITS);
    } else {
      reading = true;
      framed
          .presence()
          .read(
              channel.get(),
              present -> {
                reading = false;
                session.reply(id, present);
                whenRead.run();
              });
    }
  }
}
