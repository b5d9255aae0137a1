package dev.belfry.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a user wants of categories: `{"categories":{"offers":{"inbox":true,"push":false}}}`.
public record InboxPreferences(Map<String, Wish> categories) {
  /// The most categories of one request.
  public static final int CATEGORIES_MAX = 100;

  /// What is wanted of one category.
  ///
  /// @param inbox whether its items are in the inbox; null for as it is
  /// @param push whether they are pushed to devices that are not connected; null for as it is
  /// @param locked whether the operator has settled it; said by the server only
  public record Wish(@Nullable Boolean inbox, @Nullable Boolean push, boolean locked) {}

  public InboxPreferences {
    categories = Map.copyOf(categories);
  }

  /// Reads the body of a request.
  public static Decoded<InboxPreferences> read(String json) {
    try {
      JsonMembers in = JsonMembers.read("the body", json);
      in.only("categories");
      return new Decoded.Frame<>(read(in.members("categories"), false));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  /// Reads what a server has answered.
  public static Decoded<InboxPreferences> readAnswer(String json) {
    try {
      return new Decoded.Frame<>(
          read(JsonMembers.read("an answer", json).members("categories"), true));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  static InboxPreferences read(JsonMembers in, boolean answer) {
    Map<String, Wish> wishes = new LinkedHashMap<>();
    for (String category : in.names()) {
      if (!NotificationText.isLabel(category)) {
        throw new MalformedFrameException("a category is 1 to 64 of A-Z a-z 0-9 _ . : -");
      }
      JsonMembers wish = in.members(category);
      if (!answer) {
        wish.only("inbox", "push");
      }
      wishes.put(category, new Wish(flag(wish, "inbox"), flag(wish, "push"), wish.flag("locked")));
    }
    if (wishes.size() > CATEGORIES_MAX && !answer) {
      throw new MalformedFrameException("categories has at most " + CATEGORIES_MAX);
    }
    return new InboxPreferences(wishes);
  }

  private static @Nullable Boolean flag(JsonMembers in, String name) {
    return in.raw(name) == null ? null : Boolean.valueOf(in.requiredFlag(name));
  }

  void write(ObjectNode to) {
    categories.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(one -> {
          ObjectNode wish = to.putObject(one.getKey());
          put(wish, "inbox", one.getValue().inbox());
          put(wish, "push", one.getValue().push());
          if (one.getValue().locked()) {
            wish.put("locked", true);
          }
        });
  }

  private static void put(ObjectNode to, String name, @Nullable Boolean value) {
    if (value != null) {
      to.put(name, value.booleanValue());
    }
  }

  /// As JSON, in one line.
  public String toJson() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    write(object.putObject("categories"));
    return JsonMapper.shared().writeValueAsString(object);
  }
}
