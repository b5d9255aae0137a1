package dev.belfry.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What comes of a command: one form of `ok` for each kind, or an error.
public sealed interface Reply {
  /// To connect.
  ///
  /// @param session the server's name for this connection
  /// @param user who the client is; null for nobody in particular
  /// @param pingSeconds a ping comes after so long without anything else
  /// @param expiresSeconds when the token expires, since 1970; null for never
  /// @param time what the server's clock says; null where an older server does not tell
  record Connected(
      String session,
      @Nullable String user,
      int pingSeconds,
      @Nullable Long expiresSeconds,
      @Nullable Instant time)
      implements Reply {}

  /// To subscribe. Comes before the channel's gap, presence and messages.
  ///
  /// @param position the newest message there was
  /// @param from the messages that come lie after this
  /// @param recovered whether nothing was missed; otherwise a gap follows
  record Subscribed(Position position, Position from, boolean recovered) implements Reply {}

  /// To unsubscribe. Nothing of the channel comes after it.
  record Unsubscribed() implements Reply {}

  /// To publish: the message is kept, as durably as its channel demands.
  record Published(PublishReply message) implements Reply {}

  /// To publish, where its time is to come: the message will appear then. The schedule is kept as
  /// durably as its channel.
  record Scheduled(ScheduleReply message) implements Reply {}

  /// To history.
  ///
  /// @param position what the next `after` should be
  /// @param messages in order
  /// @param gap what was missed before the first of them; null for nothing
  /// @param more whether there are further messages in the direction of reading
  record Page(
      String channel,
      Position position,
      List<MessageFrame> messages,
      @Nullable GapFrame gap,
      boolean more)
      implements Reply {
    public Page {
      messages = List.copyOf(messages);
    }
  }

  /// To presence.
  ///
  /// @param count how many users
  /// @param members all of them; null where only their number is told
  record Present(int count, @Nullable List<PresenceMember> members) implements Reply {
    public Present {
      members = members == null ? null : List.copyOf(members);
    }
  }

  /// To refresh.
  ///
  /// @param expiresSeconds when the new token expires, since 1970; null for never
  record Refreshed(@Nullable Long expiresSeconds) implements Reply {}

  /// To inbox.
  record Inbox(InboxPage page) implements Reply {}

  /// To mark.
  record Marked(InboxMarked marked) implements Reply {}

  /// To ping.
  record Pong() implements Reply {}

  /// To any command that could not be done; it has changed nothing.
  ///
  /// @param message one sentence for a developer to read
  /// @param temporary whether the same command may succeed later
  record Failed(ErrorCode code, String message, boolean temporary) implements Reply {
    public static Failed of(ErrorCode code, String message) {
      return new Failed(code, message, code.temporary());
    }
  }
}
