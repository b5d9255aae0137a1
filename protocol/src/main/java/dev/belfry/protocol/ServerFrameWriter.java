package dev.belfry.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Writes what a server says.
final class ServerFrameWriter {
  private ServerFrameWriter() {}

  static String write(ServerFrame frame) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    switch (frame) {
      case ServerFrame.Answer(long id, Reply.Failed(var code, String message, boolean temporary)) ->
          object
              .put("id", id)
              .putObject("error")
              .put("code", code.word())
              .put("message", message)
              .put("temporary", temporary);
      case ServerFrame.Answer(long id, Reply reply) ->
          ok(object.put("id", id).putObject("ok"), reply);
      case Push.Message(MessageFrame message) -> message(object.putObject("message"), message);
      case Push.Gap(String channel, GapFrame gap) ->
          gap(object.putObject("gap").put("channel", channel), gap);
      case Push.Presence(String channel, Push.PresenceChange change) ->
          change(object.putObject("presence").put("channel", channel), change);
      case Push.Unsubscribed(String channel, ErrorCode code) ->
          object.putObject("unsubscribed").put("channel", channel).put("code", code.word());
      case Push.Expiring(long expires) -> object.putObject("expiring").put("expires", expires);
      case Push.Notification(InboxItem item, String replaces) -> {
        ObjectNode to = object.putObject("notification");
        item.write(to);
        if (replaces != null) {
          to.put("replaces", replaces);
        }
      }
      case Push.Inbox inbox -> inbox(object.putObject("inbox"), inbox);
      case Push.InboxReset(InboxPage page) ->
          page.write(object.putObject("inbox").put("reset", true));
      case Push.Ping() -> {}
    }
    return JsonMapper.shared().writeValueAsString(object);
  }

  private static void ok(ObjectNode to, Reply reply) {
    switch (reply) {
      case Reply.Connected connected -> connected(to, connected);
      case Reply.Subscribed(Position position, Position from, boolean recovered) ->
          to.put("position", position.toString())
              .put("from", from.toString())
              .put("recovered", recovered);
      case Reply.Published(PublishReply message) ->
          to.put("id", message.id())
              .put("channel", message.channel())
              .put("position", message.position().toString())
              .put("time", TimeText.format(message.time().toEpochMilli()))
              .put("durable", message.durable());
      case Reply.Scheduled(ScheduleReply message) ->
          to.put("id", message.id())
              .put("channel", message.channel())
              .put("at", TimeText.format(message.at().toEpochMilli()))
              .put("durable", message.durable());
      case Reply.Page page -> page(to, page);
      case Reply.Present(int count, List<PresenceMember> members) -> {
        to.put("count", count);
        if (members != null) {
          members(to.putArray("members"), members);
        }
      }
      case Reply.Inbox(InboxPage page) -> page.write(to);
      case Reply.Marked(InboxMarked marked) -> marked.write(to);
      case Reply.Refreshed(Long expires) -> expires(to, expires);
      case Reply.Unsubscribed unsubscribed -> {}
      case Reply.Pong pong -> {}
      case Reply.Failed failed -> throw new IllegalArgumentException("an error is not ok");
    }
  }

  private static void inbox(ObjectNode to, Push.Inbox inbox) {
    to.put("version", inbox.version());
    inbox.counts().write(to.putObject("counts"));
    List<InboxGroup> groups = inbox.groups();
    if (groups != null) {
      ArrayNode list = to.putArray("groups");
      groups.forEach(group -> group.write(list.addObject()));
    }
    if (!inbox.changes().isEmpty()) {
      ArrayNode list = to.putArray("changes");
      inbox.changes().forEach(change -> change.write(list.addObject()));
    }
  }

  private static void connected(ObjectNode to, Reply.Connected reply) {
    to.put("session", reply.session());
    if (reply.user() != null) {
      to.put("user", reply.user());
    }
    to.put("ping", reply.pingSeconds());
    expires(to, reply.expiresSeconds());
    if (reply.time() != null) {
      to.put("time", TimeText.format(reply.time().toEpochMilli()));
    }
  }

  private static void expires(ObjectNode to, @Nullable Long seconds) {
    if (seconds != null) {
      to.put("expires", seconds);
    }
  }

  private static void page(ObjectNode to, Reply.Page page) {
    to.put("channel", page.channel()).put("position", page.position().toString());
    ArrayNode messages = to.putArray("messages");
    page.messages().forEach(message -> message(messages.addObject(), message));
    if (page.gap() != null) {
      gap(to.putObject("gap"), page.gap());
    }
    to.put("more", page.more());
  }

  private static void message(ObjectNode to, MessageFrame message) {
    to.put("channel", message.channel())
        .put("position", message.position().toString())
        .put("id", message.id())
        .put("time", TimeText.format(message.time().toEpochMilli()))
        .putRawValue("data", new RawValue(message.data().text()));
  }

  private static void gap(ObjectNode to, GapFrame gap) {
    to.put("missed", gap.missed()).put("position", gap.position().toString());
  }

  private static void change(ObjectNode to, Push.PresenceChange change) {
    switch (change) {
      case Push.PresenceChange.Members(List<PresenceMember> members) ->
          members(to.putArray("members"), members);
      case Push.PresenceChange.Joined(PresenceMember member) ->
          to.putRawValue("joined", new RawValue(member.toJson()));
      case Push.PresenceChange.Left(PresenceMember member) ->
          to.putRawValue("left", new RawValue(member.toJson()));
      case Push.PresenceChange.Count(int count) -> to.put("count", count);
    }
  }

  private static void members(ArrayNode to, List<PresenceMember> members) {
    members.forEach(member -> to.addRawValue(new RawValue(member.toJson())));
  }
}
