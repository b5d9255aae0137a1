package dev.belfry.server.inbox;

import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.TimeText;
import dev.belfry.server.auth.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Marks as clients ask for them, snoozes among them.
public final class InboxMarks {
  private static final Duration AHEAD_MAX = Duration.ofDays(365);

  private InboxMarks() {}

  /// Does what a client asks for.
  ///
  /// @throws IllegalArgumentException with a sentence for the client where it can't be understood
  public static CompletionStage<MarkOutcome> apply(
      Inboxes inboxes, UserId user, InboxMark mark, long nowMillis) {
    return switch (mark.as()) {
      case SEEN, READ, UNREAD, ARCHIVED, UNARCHIVED, DELETED ->
          inboxes.mark(user, InboxRequests.mark(mark, nowMillis));
      case SNOOZED ->
          inboxes.snooze(
              user, InboxRequests.ids(ids(mark)), until(String.valueOf(mark.until()), nowMillis));
      case UNSNOOZED -> inboxes.wake(user, InboxRequests.ids(ids(mark)));
    };
  }

  private static List<String> ids(InboxMark mark) {
    return switch (mark.target()) {
      case InboxMark.Target.Ids(List<String> ids) -> ids;
      case InboxMark.Target.All _ ->
          throw new IllegalArgumentException("items are " + mark.as().word() + " by their ids");
    };
  }

  private static Instant until(String text, long nowMillis) {
    Instant now = Instant.ofEpochMilli(nowMillis);
    return TimeText.parseDuration(text)
        .map(now::plus)
        .or(() -> TimeText.parseInstant(text))
        .filter(until -> until.isAfter(now) && !until.isAfter(now.plus(AHEAD_MAX)))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "until is a delay such as 30m, 3h, 2d, or a time of RFC 3339 to come, at most 365"
                    + " days ahead"));
  }

  /// Whether a client that shows items of a state may not have what it has marked, in the place
  /// that the mark brings it to: it is told all then.
  static boolean brings(InboxMark mark, ItemFilter.State shown) {
    return switch (mark.as()) {
      case READ -> shown == ItemFilter.State.READ;
      case UNREAD -> shown == ItemFilter.State.UNREAD;
      case ARCHIVED -> shown == ItemFilter.State.ARCHIVED;
      case UNARCHIVED -> shown != ItemFilter.State.ARCHIVED;
      case SEEN, DELETED, SNOOZED, UNSNOOZED -> false;
    };
  }
}
