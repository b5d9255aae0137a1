package dev.belfry.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// What a client says, as JSON: one frame in one line. Members that a command does not have are
/// refused, since one who sends them means something by them.
public final class ClientFrames {
  private static final String ID = "id";
  private static final Pattern ID_TEXT = Pattern.compile("[0-9]{1,16}");
  private static final Decoded<ClientFrame> ALIVE = new Decoded.Frame<>(new ClientFrame.Alive());

  private ClientFrames() {}

  /// Reads one line.
  public static Decoded<ClientFrame> read(String line) {
    if (line.equals("{}")) { // the shortest line is the one of which most fit into a frame
      return ALIVE;
    }
    JsonMembers members;
    try {
      members = JsonMembers.read("a frame", line);
    } catch (MalformedFrameException broken) {
      return new Decoded.Broken<>(broken.sentence());
    }
    if (members.isEmpty()) {
      return ALIVE;
    }
    Long id = idOf(members);
    if (id == null) {
      return new Decoded.Broken<>("a command has an id, a whole number from 0 to 2^53 - 1");
    }
    try {
      return new Decoded.Frame<>(new ClientFrame.Request(id, command(members)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Refused<>(id, malformed.sentence());
    }
  }

  private static @Nullable Long idOf(JsonMembers members) {
    String text = members.raw(ID);
    if (text == null || !ID_TEXT.matcher(text).matches()) {
      return null;
    }
    long id = Long.parseLong(text);
    return id <= ClientFrame.ID_MAX ? id : null;
  }

  private static Command command(JsonMembers frame) {
    List<String> names = frame.names().stream().filter(name -> !name.equals(ID)).toList();
    if (names.size() != 1) {
      throw new MalformedFrameException("a frame has an id and one command");
    }
    Optional<CommandWord> word = CommandWord.of(names.getFirst());
    if (word.isEmpty()) {
      throw new MalformedFrameException("there is no command " + names.getFirst());
    }
    try {
      return command(word.get(), frame.members(names.getFirst()));
    } catch (IllegalArgumentException outOfBounds) {
      throw new MalformedFrameException(String.valueOf(outOfBounds.getMessage()));
    }
  }

  private static Command command(CommandWord word, JsonMembers in) {
    return switch (word) {
      case CONNECT -> {
        in.only("token", "user", "info");
        yield new Command.Connect(in.text("token"), in.text("user"), in.object("info"));
      }
      case SUBSCRIBE -> {
        in.only("channel", "since", "presence");
        yield new Command.Subscribe(
            in.requiredText("channel"), in.text("since"), presence(in.raw("presence")));
      }
      case UNSUBSCRIBE -> {
        in.only("channel");
        yield new Command.Unsubscribe(in.requiredText("channel"));
      }
      case PUBLISH -> publish(in);
      case HISTORY -> {
        in.only("channel", "after", "before", "limit");
        yield new Command.History(
            in.requiredText("channel"),
            in.position("after"),
            in.position("before"),
            limit(in.number("limit")));
      }
      case PRESENCE -> {
        in.only("channel");
        yield new Command.Presence(in.requiredText("channel"));
      }
      case INBOX -> inbox(in);
      case MARK -> new Command.Mark(InboxMark.read(in));
      case REFRESH -> {
        in.only("token");
        yield new Command.Refresh(in.requiredText("token"));
      }
      case PING -> {
        in.only();
        yield new Command.Ping();
      }
    };
  }

  private static Command.Inbox inbox(JsonMembers in) {
    in.only("state", "category", "tag", "channel", "group", "grouped", "after", "limit", "version");
    Long limit = in.number("limit");
    if (limit != null && (limit < 0 || limit > Integer.MAX_VALUE)) {
      throw new MalformedFrameException("limit is at least 0");
    }
    return new Command.Inbox(
        InboxSelection.read(in),
        in.flag("grouped"),
        in.text("after"),
        limit == null ? null : Math.toIntExact(limit),
        in.text("version"));
  }

  private static Command.Publish publish(JsonMembers in) {
    in.only("channel", "data", "key", "replaceKey", "expires", "at", "traceparent");
    return publish(in, in.text("traceparent"));
  }

  /// Reads a message of many in one request, which is part of a trace as a whole.
  static Command.Publish message(JsonMembers in) {
    in.only("channel", "data", "key", "replaceKey", "expires", "at");
    return publish(in, null);
  }

  private static Command.Publish publish(JsonMembers in, @Nullable String traceparent) {
    return new Command.Publish(
        in.requiredText("channel"),
        in.value("data"),
        in.text("key"),
        in.text("replaceKey"),
        in.text("expires"),
        in.text("at"),
        traceparent);
  }

  private static PresenceWish presence(@Nullable String raw) {
    return switch (raw) {
      case null -> PresenceWish.NONE;
      case "false" -> PresenceWish.NONE;
      case "true" -> PresenceWish.MEMBERS;
      case "\"count\"" -> PresenceWish.COUNT;
      default -> throw new MalformedFrameException("presence is true, false or \"count\"");
    };
  }

  private static @Nullable Integer limit(@Nullable Long number) {
    if (number != null && (number < 1 || number > Integer.MAX_VALUE)) {
      throw new MalformedFrameException("limit is at least 1");
    }
    return number == null ? null : Math.toIntExact(number);
  }

  /// Writes one line, without its end.
  public static String write(ClientFrame frame) {
    return switch (frame) {
      case ClientFrame.Alive() -> "{}";
      case ClientFrame.Request(long id, Command command) -> {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        object.put(ID, id);
        write(object.putObject(command.word().word()), command);
        yield JsonMapper.shared().writeValueAsString(object);
      }
    };
  }

  private static void write(ObjectNode to, Command command) {
    switch (command) {
      case Command.Connect(String token, String user, JsonText info) -> {
        put(to, "token", token);
        put(to, "user", user);
        if (info != null) {
          to.putRawValue("info", new RawValue(info.text()));
        }
      }
      case Command.Subscribe(String channel, String since, PresenceWish presence) -> {
        to.put("channel", channel);
        put(to, "since", since);
        switch (presence) {
          case NONE -> {}
          case MEMBERS -> to.put("presence", true);
          case COUNT -> to.put("presence", "count");
        }
      }
      case Command.Unsubscribe(String channel) -> to.put("channel", channel);
      case Command.Publish publish -> writePublish(to, publish);
      case Command.History(String channel, Position after, Position before, Integer limit) -> {
        to.put("channel", channel);
        put(to, "after", after);
        put(to, "before", before);
        if (limit != null) {
          to.put("limit", limit);
        }
      }
      case Command.Presence(String channel) -> to.put("channel", channel);
      case Command.Inbox inbox -> writeInbox(to, inbox);
      case Command.Mark(InboxMark mark) -> mark.write(to);
      case Command.Refresh(String token) -> to.put("token", token);
      case Command.Ping() -> {}
    }
  }

  private static void writeInbox(ObjectNode to, Command.Inbox inbox) {
    inbox.of().write(to);
    if (inbox.grouped()) {
      to.put("grouped", true);
    }
    put(to, "after", inbox.after());
    if (inbox.limit() != null) {
      to.put("limit", inbox.limit());
    }
    put(to, "version", inbox.version());
  }

  private static void writePublish(ObjectNode to, Command.Publish publish) {
    to.put("channel", publish.channel());
    to.putRawValue("data", new RawValue(publish.data().text()));
    put(to, "key", publish.key());
    put(to, "replaceKey", publish.replaceKey());
    put(to, "expires", publish.expires());
    put(to, "at", publish.at());
    put(to, "traceparent", publish.traceparent());
  }

  private static void put(ObjectNode to, String name, @Nullable Object value) {
    if (value != null) {
      to.put(name, value.toString());
    }
  }
}
