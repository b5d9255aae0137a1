package dev.belfry.protocol;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// What users are told by a notification, checked: members that are not known, and values that are
/// too long or of another type, are refused by their name.
///
/// @param fields the whole of it, in one line
/// @param category which of a user's preferences it goes by; empty for none
/// @param tags what items are filtered by; none twice
/// @param group items of one group are shown as one; empty for none
public record NotificationText(JsonText fields, String category, List<String> tags, String group) {
  public static final int TITLE_LENGTH_MAX = 200;
  public static final int BODY_LENGTH_MAX = 4_000;
  public static final int NAME_LENGTH_MAX = 100;
  public static final int GROUP_LENGTH_MAX = 128;
  public static final int TAGS_MAX = 16;
  public static final int ACTIONS_MAX = 4;
  public static final int DATA_BYTES_MAX = 8 * 1024;

  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final String LABEL_FORM = " is 1 to 64 of A-Z a-z 0-9 _ . : -";
  private static final Set<String> PRIORITIES = Set.of("low", "normal", "high");

  public NotificationText {
    tags = List.copyOf(tags);
  }

  /// Whether text may be a category or a tag.
  public static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  /// Reads an object that a backend or a program has written.
  public static Decoded<NotificationText> read(String json) {
    try {
      return new Decoded.Frame<>(read(JsonMembers.read("a notification", json)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  static NotificationText read(JsonMembers in) {
    in.only(
        "title",
        "body",
        "url",
        "icon",
        "category",
        "tags",
        "priority",
        "group",
        "actor",
        "actions",
        "data");
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    fields.put("title", line("title", in.requiredText("title"), TITLE_LENGTH_MAX));
    put(fields, "body", body(in.text("body")));
    put(fields, "url", link("url", in.text("url")));
    put(fields, "icon", link("icon", in.text("icon")));
    String category = label("category", in.text("category"));
    put(fields, "category", category);
    List<String> tags = tags(in);
    if (!tags.isEmpty()) {
      ArrayNode list = fields.putArray("tags");
      tags.forEach(list::add);
    }
    put(fields, "priority", priority(in.text("priority")));
    String group = group(in.text("group"));
    put(fields, "group", group);
    parts(in, fields);
    return new NotificationText(
        new JsonText(JsonMapper.shared().writeValueAsString(fields)),
        category == null ? "" : category,
        tags,
        group == null ? "" : group);
  }

  private static void parts(JsonMembers in, ObjectNode fields) {
    if (in.raw("actor") != null) {
      actor(in.members("actor"), fields.putObject("actor"));
    }
    if (in.raw("actions") != null) {
      actions(in, fields.putArray("actions"));
    }
    if (in.raw("data") != null) {
      fields.putRawValue("data", new RawValue(data(in)));
    }
  }

  private static void put(ObjectNode to, String name, @Nullable String value) {
    if (value != null) {
      to.put(name, value);
    }
  }

  private static String line(String name, String text, int most) {
    int length = text.codePointCount(0, text.length());
    if (text.isBlank() || length > most) {
      throw new MalformedFrameException(name + " is 1 to " + most + " characters, not all blank");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new MalformedFrameException(name + " has no control characters");
    }
    return text;
  }

  private static @Nullable String body(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.codePointCount(0, text.length()) > BODY_LENGTH_MAX) {
      throw new MalformedFrameException("body is at most " + BODY_LENGTH_MAX + " characters");
    }
    if (text.chars().anyMatch(c -> Character.isISOControl(c) && "\n\r\t".indexOf(c) < 0)) {
      throw new MalformedFrameException("body has no control characters but line breaks and tabs");
    }
    return text;
  }

  private static @Nullable String link(String name, @Nullable String text) {
    if (text != null && !SafeLink.is(text)) {
      throw new MalformedFrameException(name + " " + SafeLink.FORM);
    }
    return text;
  }

  private static @Nullable String label(String name, @Nullable String text) {
    if (text != null && !isLabel(text)) {
      throw new MalformedFrameException(name + LABEL_FORM);
    }
    return text;
  }

  private static List<String> tags(JsonMembers in) {
    List<String> tags = in.raw("tags") == null ? List.of() : in.texts("tags");
    if (tags.size() > TAGS_MAX || !tags.stream().allMatch(NotificationText::isLabel)) {
      throw new MalformedFrameException("tags has at most " + TAGS_MAX + "; a tag" + LABEL_FORM);
    }
    return tags.stream().distinct().toList();
  }

  private static @Nullable String priority(@Nullable String text) {
    if (text != null && !PRIORITIES.contains(text)) {
      throw new MalformedFrameException("priority is low, normal or high");
    }
    return text;
  }

  private static @Nullable String group(@Nullable String text) {
    if (text != null
        && (text.isEmpty()
            || text.length() > GROUP_LENGTH_MAX
            || !text.chars().allMatch(c -> c > ' ' && c <= '~'))) {
      throw new MalformedFrameException(
          "group is 1 to " + GROUP_LENGTH_MAX + " visible ASCII characters");
    }
    return text;
  }

  private static void actor(JsonMembers in, ObjectNode to) {
    in.only("id", "name", "icon");
    String id = in.text("id");
    put(to, "id", id == null ? null : line("actor.id", id, GROUP_LENGTH_MAX));
    to.put("name", line("actor.name", in.requiredText("name"), NAME_LENGTH_MAX));
    put(to, "icon", link("actor.icon", in.text("icon")));
  }

  private static void actions(JsonMembers in, ArrayNode to) {
    List<JsonMembers> actions = in.each("actions", action -> action);
    Map<String, JsonMembers> byId = new LinkedHashMap<>();
    for (JsonMembers action : actions) {
      action.only("id", "title", "url");
      String id = label("an action's id", action.requiredText("id"));
      if (byId.put(String.valueOf(id), action) != null) {
        throw new MalformedFrameException("actions have different ids");
      }
    }
    if (actions.size() > ACTIONS_MAX) {
      throw new MalformedFrameException("actions has at most " + ACTIONS_MAX);
    }
    byId.forEach((id, action) -> {
      ObjectNode one = to.addObject();
      one.put("id", id);
      one.put("title", line("an action's title", action.requiredText("title"), NAME_LENGTH_MAX));
      put(one, "url", link("an action's url", action.text("url")));
    });
  }

  private static String data(JsonMembers in) {
    String data = in.value("data").text();
    if (data.getBytes(StandardCharsets.UTF_8).length > DATA_BYTES_MAX) {
      throw new MalformedFrameException("data is at most " + DATA_BYTES_MAX + " bytes");
    }
    return data;
  }

  /// Whether the notification offers an action.
  public static boolean offers(JsonText fields, String action) {
    return JsonMembers.read("a notification", fields.text())
        .each("actions", one -> one.requiredText("id"))
        .contains(action);
  }
}
