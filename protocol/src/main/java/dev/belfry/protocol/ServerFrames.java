package dev.belfry.protocol;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// What a server says, as read by a client: one frame in one line. Members that are not known are
/// passed over, so that an older client gets on with a newer server.
public final class ServerFrames {
  /// The protocol's name as a WebSocket subprotocol (RFC 6455 section 1.9).
  public static final String SUBPROTOCOL = "belfry.v1.json";

  private ServerFrames() {}

  /// Reads one line. A push of a kind that is not known is `Broken`, and no reason to hang up.
  ///
  /// @param asked which command had the id; null for none
  public static Decoded<ServerFrame> read(String line, LongFunction<@Nullable CommandWord> asked) {
    try {
      JsonMembers members = JsonMembers.read("a frame", line);
      return new Decoded.Frame<>(
          members.raw("id") == null ? push(members) : answer(members, asked));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    } catch (IllegalArgumentException outOfBounds) {
      return new Decoded.Broken<>(String.valueOf(outOfBounds.getMessage()));
    }
  }

  private static ServerFrame answer(JsonMembers frame, LongFunction<@Nullable CommandWord> asked) {
    long id = frame.requiredNumber("id");
    if (frame.raw("error") != null) {
      return new ServerFrame.Answer(id, failed(frame.members("error")));
    }
    CommandWord word = asked.apply(id);
    if (word == null) {
      throw new MalformedFrameException("a reply to " + id + ", which was not asked");
    }
    return new ServerFrame.Answer(id, ok(word, frame.members("ok")));
  }

  /// An error word that is not known is read as the nearest that is.
  private static Reply failed(JsonMembers in) {
    boolean temporary = in.requiredFlag("temporary");
    Optional<ErrorCode> code = ErrorCode.of(in.requiredText("code"));
    ErrorCode nearest = temporary ? ErrorCode.UNAVAILABLE : ErrorCode.BAD_REQUEST;
    return new Reply.Failed(code.orElse(nearest), in.requiredText("message"), temporary);
  }

  private static Reply ok(CommandWord word, JsonMembers in) {
    return switch (word) {
      case CONNECT ->
          new Reply.Connected(
              in.requiredText("session"),
              in.text("user"),
              in.requiredCount("ping"),
              in.number("expires"),
              in.raw("time") == null ? null : in.requiredInstant("time"));
      case SUBSCRIBE ->
          new Reply.Subscribed(
              in.requiredPosition("position"),
              in.requiredPosition("from"),
              in.requiredFlag("recovered"));
      case UNSUBSCRIBE -> new Reply.Unsubscribed();
      case PUBLISH -> in.raw("at") == null ? published(in) : scheduled(in);
      case HISTORY -> page(in);
      case PRESENCE ->
          new Reply.Present(
              in.requiredCount("count"), in.raw("members") == null ? null : presenceMembers(in));
      case INBOX -> new Reply.Inbox(InboxPage.read(in));
      case MARK -> new Reply.Marked(InboxMarked.read(in));
      case REFRESH -> new Reply.Refreshed(in.number("expires"));
      case PING -> new Reply.Pong();
    };
  }

  private static Reply published(JsonMembers in) {
    return new Reply.Published(
        new PublishReply(
            in.requiredText("id"),
            in.requiredText("channel"),
            in.requiredPosition("position"),
            in.requiredInstant("time"),
            in.flag("durable")));
  }

  private static Reply scheduled(JsonMembers in) {
    return new Reply.Scheduled(
        new ScheduleReply(
            in.requiredText("id"),
            in.requiredText("channel"),
            in.requiredInstant("at"),
            in.flag("durable")));
  }

  private static Reply page(JsonMembers in) {
    List<MessageFrame> messages =
        in.elements("messages").stream()
            .map(element -> message(JsonMembers.read("a message", element)))
            .toList();
    return new Reply.Page(
        in.requiredText("channel"),
        in.requiredPosition("position"),
        messages,
        in.raw("gap") == null ? null : gap(in.members("gap")),
        in.requiredFlag("more"));
  }

  private static Push push(JsonMembers frame) {
    if (frame.isEmpty()) {
      return new Push.Ping();
    }
    if (frame.raw("message") != null) {
      return new Push.Message(message(frame.members("message")));
    }
    if (frame.raw("gap") != null) {
      JsonMembers in = frame.members("gap");
      return new Push.Gap(in.requiredText("channel"), gap(in));
    }
    if (frame.raw("presence") != null) {
      JsonMembers in = frame.members("presence");
      return new Push.Presence(in.requiredText("channel"), change(in));
    }
    if (frame.raw("unsubscribed") != null) {
      JsonMembers in = frame.members("unsubscribed");
      Optional<ErrorCode> code = ErrorCode.of(in.requiredText("code"));
      return new Push.Unsubscribed(in.requiredText("channel"), code.orElse(ErrorCode.FORBIDDEN));
    }
    if (frame.raw("notification") != null) {
      JsonMembers in = frame.members("notification");
      return new Push.Notification(InboxItem.read(in), in.text("replaces"));
    }
    if (frame.raw("inbox") != null) {
      return inbox(frame.members("inbox"));
    }
    if (frame.raw("expiring") != null) {
      return new Push.Expiring(frame.members("expiring").requiredNumber("expires"));
    }
    throw new MalformedFrameException("a push that is not known: " + frame.names());
  }

  private static Push inbox(JsonMembers in) {
    return in.flag("reset")
        ? new Push.InboxReset(InboxPage.read(in))
        : new Push.Inbox(
            in.requiredText("version"),
            InboxNumbers.read(in.members("counts")),
            in.raw("groups") == null ? null : in.each("groups", InboxGroup::read),
            in.each("changes", ItemChange::read));
  }

  private static MessageFrame message(JsonMembers in) {
    return new MessageFrame(
        in.requiredText("channel"),
        in.requiredPosition("position"),
        in.requiredText("id"),
        in.requiredInstant("time"),
        in.value("data"));
  }

  private static GapFrame gap(JsonMembers in) {
    return new GapFrame(in.number("missed"), in.requiredPosition("position"));
  }

  private static Push.PresenceChange change(JsonMembers in) {
    if (in.raw("members") != null) {
      return new Push.PresenceChange.Members(presenceMembers(in));
    }
    if (in.raw("joined") != null) {
      return new Push.PresenceChange.Joined(member(in.members("joined")));
    }
    if (in.raw("left") != null) {
      return new Push.PresenceChange.Left(member(in.members("left")));
    }
    return new Push.PresenceChange.Count(in.requiredCount("count"));
  }

  private static List<PresenceMember> presenceMembers(JsonMembers in) {
    return in.elements("members").stream()
        .map(element -> member(JsonMembers.read("a member", element)))
        .toList();
  }

  private static PresenceMember member(JsonMembers in) {
    return new PresenceMember(
        in.requiredText("user"),
        in.object("info"),
        in.requiredInstant("joinedAt"),
        in.requiredCount("connections"));
  }

  /// Writes one line, without its end.
  public static String write(ServerFrame frame) {
    return ServerFrameWriter.write(frame);
  }
}
