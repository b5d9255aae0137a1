package dev.belfry.protocol;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A notification of a tool that has a form of its own, such as Apprise: the members of a
/// notification, with other names for some. A tool does not know the bounds of this server, so its
/// texts are cut rather than refused.
final class FlatNotification {
  /// Where two names are for one thing, and what says nothing of the notification.
  private static final Set<String> OWN =
      Set.of("title", "message", "body", "type", "category", "version", "attachments");

  private static final String CUT = "…";

  private FlatNotification() {}

  static NotificationText read(String json) {
    JsonMembers in = JsonMembers.read("a notification", json);
    if (in.raw("attachments") != null && !in.elements("attachments").isEmpty()) {
      throw new MalformedFrameException("attachments can't be kept");
    }
    String title = plain(one(in, "title", "title"), false);
    String text = plain(one(in, "message", "body"), true);
    if (title.isEmpty()) {
      title = text.lines().findFirst().orElse("").strip();
      text = title.equals(text) && fits(title, NotificationText.TITLE_LENGTH_MAX) ? "" : text;
    }
    if (title.isEmpty()) {
      throw new MalformedFrameException("a notification needs title or message");
    }
    StringBuilder members = new StringBuilder(in.without(OWN).text());
    members.setLength(members.length() - 1);
    put(members, "title", cut(title, NotificationText.TITLE_LENGTH_MAX));
    put(members, "body", cut(text, NotificationText.BODY_LENGTH_MAX));
    put(members, "category", one(in, "type", "category"));
    return NotificationText.read(
        JsonMembers.read("a notification", members.append('}').toString()));
  }

  /// The value of one of two members; empty where there is none.
  private static String one(JsonMembers in, String name, String other) {
    String first = in.text(name);
    String second = name.equals(other) ? null : in.text(other);
    if (first != null && second != null) {
      throw new MalformedFrameException("a notification has " + name + " or " + other);
    }
    return textOf(first != null ? first : second);
  }

  private static String textOf(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// Without what a title or a body may not have, and without space around it.
  private static String plain(String text, boolean ofLines) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) && !(ofLines && "\n\r\t".indexOf(c) >= 0) ? ' ' : c)
        .forEach(plain::appendCodePoint);
    return plain.toString().strip();
  }

  private static boolean fits(String text, int most) {
    return text.codePointCount(0, text.length()) <= most;
  }

  private static String cut(String text, int most) {
    return fits(text, most) ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + CUT;
  }

  private static void put(StringBuilder members, String name, String value) {
    if (!value.isEmpty()) {
      members.append(members.length() > 1 ? "," : "");
      members.append('"').append(name).append("\":").append(JsonText.ofString(value));
    }
  }
}
