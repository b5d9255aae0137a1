package dev.belfry.client;

import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes what the server says, line by line, to where it belongs. Belongs to the loop.
final class ServerLines {
  private static final List<String> KNOWN =
      List.of(
          "id", "message", "gap", "presence", "unsubscribed", "expiring", "notification", "inbox");

  private final Commands commands;
  private final Subscriptions subscriptions;
  private final InboxUpdates updates;
  private @Nullable Link ignored;

  ServerLines(Commands commands, Subscriptions subscriptions, InboxUpdates updates) {
    this.commands = commands;
    this.subscriptions = subscriptions;
    this.updates = updates;
  }

  /// Hears no more of this link: the server does not know us there, and all that it answers to what
  /// we asked meanwhile says only that.
  void ignore(Link link) {
    ignored = link;
  }

  /// Takes one frame.
  ///
  /// @return how it breaks the protocol; null if it doesn't
  @Nullable String take(Link from, String text) {
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      String line = text.substring(start, end < 0 ? text.length() : end);
      String violation = line.isBlank() ? null : takeLine(from, line);
      if (violation != null || end < 0) {
        return violation;
      }
      start = end + 1;
    }
    return null;
  }

  private @Nullable String takeLine(Link from, String line) {
    if (from == ignored) {
      return null;
    }
    return switch (ServerFrames.read(line, commands::wordOf)) {
      case Decoded.Frame<ServerFrame>(ServerFrame frame) -> take(from, frame);
      case Decoded.Refused<ServerFrame> refused -> refused.message();
      case Decoded.Broken<ServerFrame>(String message) -> isNews(line) ? null : message;
    };
  }

  private @Nullable String take(Link from, ServerFrame frame) {
    switch (frame) {
      case ServerFrame.Answer(long id, var reply) -> {
        if (!commands.answer(id, reply)) {
          return "a reply to " + id + ", which was not asked";
        }
      }
      case Push.Message(var message) -> subscriptions.message(message);
      case Push.Gap(String channel, var gap) -> subscriptions.gap(channel, gap);
      case Push.Presence(String channel, var change) -> subscriptions.presence(channel, change);
      case Push.Unsubscribed(String channel, var code) -> subscriptions.ended(channel, code);
      case Push.Expiring expiring -> {} // a new token is fetched by its time
      case Push.Notification notification -> updates.notification(notification);
      case Push.Inbox inbox -> updates.change(inbox);
      case Push.InboxReset(var page) -> updates.reset(page);
      case Push.Ping() -> from.send("{}");
    }
    return null;
  }

  /// Whether it is a push of a newer server, which this client can do without. Anything else that
  /// can't be read may have been a message, so the link can't go on.
  private static boolean isNews(String line) {
    try {
      JsonNode object = JsonMapper.shared().readTree(line);
      return object.isObject() && KNOWN.stream().noneMatch(object::has);
    } catch (JacksonException notJson) {
      return false;
    }
  }
}
