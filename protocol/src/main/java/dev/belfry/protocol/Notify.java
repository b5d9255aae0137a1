package dev.belfry.protocol;

import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// The body of a request to notify: whom, of what, when.
///
/// @param except users who do not get it, none twice
/// @param at when it is to appear: a delay or a time; null for now
/// @param expires when it disappears, a length of time counted from when it appears, or a time;
///   null for never
/// @param key the idempotency key; null for none
/// @param replaceKey it takes the place of an earlier one with the same key, in the same feed; null
///   for none
public record Notify(
    To to,
    List<String> except,
    NotificationText notification,
    @Nullable String at,
    @Nullable String expires,
    @Nullable String key,
    @Nullable String replaceKey) {
  /// The most users that one request may name.
  public static final int USERS_MAX = 10_000;

  /// The most users that may be left out.
  public static final int EXCEPT_MAX = 100;

  /// Whom.
  public sealed interface To {
    /// Some users; none twice.
    record Users(List<String> users) implements To {
      public Users {
        users = List.copyOf(new LinkedHashSet<>(users));
      }
    }

    /// The users that follow a feed.
    record Channel(String channel) implements To {}

    /// All users that the server knows.
    record Everyone() implements To {}
  }

  public Notify {
    except = List.copyOf(new LinkedHashSet<>(except));
  }

  /// To whom, of what, now.
  public static Notify of(To to, NotificationText notification) {
    return new Notify(to, List.of(), notification, null, null, null, null);
  }

  /// To one user, now.
  public static Notify user(String user, NotificationText notification) {
    return of(new To.Users(List.of(user)), notification);
  }

  /// With an idempotency key, by which it can be sent again.
  public Notify withKey(String idempotencyKey) {
    return new Notify(to, except, notification, at, expires, idempotencyKey, replaceKey);
  }

  /// Later: after a delay such as `10m`, or at a time of RFC 3339.
  public Notify withAt(String whenOrAfter) {
    return new Notify(to, except, notification, whenOrAfter, expires, key, replaceKey);
  }

  /// Reads a body.
  public static Decoded<Notify> read(String json) {
    try {
      return new Decoded.Frame<>(read(JsonMembers.read("a request to notify", json)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  /// Reads a body in the form of tools, which is for one user: a flat object.
  public static Decoded<Notify> readFlat(String user, String json) {
    try {
      return new Decoded.Frame<>(user(user, FlatNotification.read(json)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  private static Notify read(JsonMembers in) {
    in.only("to", "except", "notification", "at", "expires", "key", "replaceKey");
    List<String> except = in.raw("except") == null ? List.of() : in.texts("except");
    if (except.size() > EXCEPT_MAX) {
      throw new MalformedFrameException("except has at most " + EXCEPT_MAX + " users");
    }
    return new Notify(
        to(in),
        except,
        NotificationText.read(in.members("notification")),
        in.text("at"),
        in.text("expires"),
        in.text("key"),
        in.text("replaceKey"));
  }

  private static To to(JsonMembers request) {
    if ("\"everyone\"".equals(request.raw("to"))) {
      return new To.Everyone();
    }
    String form = "to is {\"user\"}, {\"users\"}, {\"channel\"} or \"everyone\"";
    if (request.raw("to") == null || !String.valueOf(request.raw("to")).startsWith("{")) {
      throw new MalformedFrameException(form);
    }
    JsonMembers to = request.members("to");
    to.only("user", "users", "channel");
    if (to.names().size() != 1) {
      throw new MalformedFrameException(form);
    }
    if (to.names().contains("user")) {
      return new To.Users(List.of(to.requiredText("user")));
    }
    if (to.names().contains("channel")) {
      return new To.Channel(to.requiredText("channel"));
    }
    List<String> users = to.texts("users");
    if (users.isEmpty() || users.size() > USERS_MAX) {
      throw new MalformedFrameException("users has 1 to " + USERS_MAX + " users");
    }
    return new To.Users(users);
  }

  /// As JSON, in one line.
  public String toJson() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    switch (to) {
      case To.Users(List<String> users) when users.size() == 1 ->
          object.putObject("to").put("user", users.get(0));
      case To.Users(List<String> users) -> list(object.putObject("to").putArray("users"), users);
      case To.Channel(String channel) -> object.putObject("to").put("channel", channel);
      case To.Everyone everyone -> object.put("to", "everyone");
    }
    if (!except.isEmpty()) {
      list(object.putArray("except"), except);
    }
    object.putRawValue("notification", new RawValue(notification.fields().text()));
    put(object, "at", at);
    put(object, "expires", expires);
    put(object, "key", key);
    put(object, "replaceKey", replaceKey);
    return JsonMapper.shared().writeValueAsString(object);
  }

  private static void list(ArrayNode to, List<String> texts) {
    texts.forEach(to::add);
  }

  private static void put(ObjectNode to, String name, @Nullable String value) {
    if (value != null) {
      to.put(name, value);
    }
  }
}
