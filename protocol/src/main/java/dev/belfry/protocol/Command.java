package dev.belfry.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a client asks for in the framed protocol. Each is answered by one reply.
public sealed interface Command {
  /// The most bytes of `info` in a connect.
  int INFO_BYTES_MAX = 1024;

  /// The most characters of `user` in a connect.
  int USER_LENGTH_MAX = 128;

  /// The first command: who the client is.
  ///
  /// @param token a JWT; null for none
  /// @param user who the client says it is, where the server has no tokens configured; 1 to 128
  ///   characters, no control characters; null for nobody in particular
  /// @param info a JSON object of at most 1,024 bytes that presence shows; null for none
  record Connect(@Nullable String token, @Nullable String user, @Nullable JsonText info)
      implements Command {
    public Connect {
      if (info != null && info.text().getBytes(StandardCharsets.UTF_8).length > INFO_BYTES_MAX) {
        throw new IllegalArgumentException("info is at most " + INFO_BYTES_MAX + " bytes");
      }
      if (user != null && !isUser(user)) {
        throw new IllegalArgumentException(
            "user is 1 to " + USER_LENGTH_MAX + " characters, without control characters");
      }
    }

    private static boolean isUser(String user) {
      return !user.isEmpty()
          && user.length() <= USER_LENGTH_MAX
          && user.chars().noneMatch(Character::isISOControl);
    }
  }

  /// Messages of a channel shall come.
  ///
  /// @param since where to begin: a position, `earliest`, a count back such as `-50` or an age such
  ///   as `10m`; null for the next message
  record Subscribe(String channel, @Nullable String since, PresenceWish presence)
      implements Command {}

  /// They shall come no more.
  record Unsubscribe(String channel) implements Command {}

  /// A message for a channel.
  ///
  /// @param key the idempotency key; null for none
  /// @param replaceKey a later message with the same one takes its place; null for none
  /// @param expires a length of time such as `10m`, or a time of RFC 3339; null for never
  /// @param at when it is to appear: a delay or a time, in the same forms, and one in the past is
  ///   now; null for now
  /// @param traceparent the trace that this is a part of, as W3C Trace Context writes it; null for
  ///   none. It is for the server alone
  record Publish(
      String channel,
      JsonText data,
      @Nullable String key,
      @Nullable String replaceKey,
      @Nullable String expires,
      @Nullable String at,
      @Nullable String traceparent)
      implements Command {
    /// A publish that is part of no trace.
    public Publish(
        String channel,
        JsonText data,
        @Nullable String key,
        @Nullable String replaceKey,
        @Nullable String expires,
        @Nullable String at) {
      this(channel, data, key, replaceKey, expires, at, null);
    }

    /// A publish of data alone.
    public static Publish of(String channel, JsonText data) {
      return new Publish(channel, data, null, null, null, null);
    }
  }

  /// A page of what a channel keeps: the oldest messages after a position, the newest before one,
  /// or the newest of all.
  ///
  /// @param after null for none
  /// @param before null for none; not together with `after`
  /// @param limit the most messages; null for the server's choice
  record History(
      String channel, @Nullable Position after, @Nullable Position before, @Nullable Integer limit)
      implements Command {
    public History {
      if (after != null && before != null) {
        throw new IllegalArgumentException("give after or before, not both");
      }
    }
  }

  /// Who is present on a channel.
  record Presence(String channel) implements Command {}

  /// A page of the inbox; from the first one on, the client is told what changes.
  ///
  /// @param grouped whether the newest item of each group stands for all of it
  /// @param after `next` of the page before; null for the newest items
  /// @param limit the most items, from 0; null for the server's choice
  /// @param version of the inbox that the client has; null for none
  record Inbox(
      InboxSelection of,
      boolean grouped,
      @Nullable String after,
      @Nullable Integer limit,
      @Nullable String version)
      implements Command {}

  /// Items are read, archived and so on.
  record Mark(InboxMark mark) implements Command {}

  /// A new token, in place of one that expires.
  record Refresh(String token) implements Command {}

  /// Whether the server is there.
  record Ping() implements Command {}

  /// Its name on the wire.
  default CommandWord word() {
    return switch (this) {
      case Connect connect -> CommandWord.CONNECT;
      case Subscribe subscribe -> CommandWord.SUBSCRIBE;
      case Unsubscribe unsubscribe -> CommandWord.UNSUBSCRIBE;
      case Publish publish -> CommandWord.PUBLISH;
      case History history -> CommandWord.HISTORY;
      case Presence presence -> CommandWord.PRESENCE;
      case Inbox inbox -> CommandWord.INBOX;
      case Mark mark -> CommandWord.MARK;
      case Refresh refresh -> CommandWord.REFRESH;
      case Ping ping -> CommandWord.PING;
    };
  }
}
