package dev.belfry.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The members of one JSON object, each as the text it was written in.
final class JsonMembers {
  /// Data may be nested this deep, as in the body of a POST; a frame adds two levels, and a page of
  /// history four.
  private static final int NESTING_MAX = 128 + 4;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build())
          .build();

  private final String of;
  private final Map<String, String> members;

  private JsonMembers(String of, Map<String, String> members) {
    this.of = of;
    this.members = members;
  }

  /// Reads an object.
  ///
  /// @param of its name, for error messages
  /// @throws MalformedFrameException where it is none, or names a member twice
  static JsonMembers read(String of, String json) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = parser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedFrameException(of + " is a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (members.put(name, value(parser, json)) != null) {
          throw new MalformedFrameException(of + " has the member " + name + " twice");
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedFrameException(of + " is one JSON object");
      }
    } catch (JacksonException notJson) {
      throw malformed(of, notJson);
    }
    return new JsonMembers(of, members);
  }

  /// Reads an array: each element as the text it was written in.
  static List<String> elements(String of, String json) {
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = parser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedFrameException(of + " is a JSON array");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(parser, json));
      }
    } catch (JacksonException notJson) {
      throw malformed(of, notJson);
    }
    return elements;
  }

  static boolean isValue(String text) {
    try (JsonParser parser = parser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException notJson) {
      return false;
    }
  }

  static JsonParser parser(String json) {
    return JSON.createParser(ObjectReadContext.empty(), json.toCharArray());
  }

  static MalformedFrameException malformed(String of, JacksonException notJson) {
    return new MalformedFrameException(of + " is not JSON: " + notJson.getOriginalMessage());
  }

  /// The value that the parser stands at the start of, as it was written.
  static String value(JsonParser parser, String json) {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return json.substring(start, (int) parser.currentLocation().getCharOffset());
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  Set<String> names() {
    return members.keySet();
  }

  /// The value as it was written; null where there is none, and for JSON's null.
  @Nullable String raw(String name) {
    String text = written(name);
    return text == null || text.equals("null") ? null : text;
  }

  private @Nullable String written(String name) {
    String text = members.get(name);
    if (text != null && JsonText.hasLoneSurrogate(text)) {
      throw new MalformedFrameException(name + " has half of a surrogate pair");
    }
    return text;
  }

  /// Any value, JSON's null too.
  JsonText value(String name) {
    String text = written(name);
    if (text == null) {
      throw missing(name);
    }
    return new JsonText(text);
  }

  @Nullable JsonText object(String name) {
    String text = raw(name);
    if (text != null && text.charAt(0) != '{') {
      throw new MalformedFrameException(name + " is a JSON object");
    }
    return text == null ? null : new JsonText(text);
  }

  JsonMembers members(String name) {
    return read(name, required(name, raw(name)));
  }

  @Nullable String text(String name) {
    String text = raw(name);
    if (text == null) {
      return null;
    }
    if (text.charAt(0) != '"') {
      throw new MalformedFrameException(name + " is a string");
    }
    try (JsonParser parser = parser(text)) {
      parser.nextToken();
      return parser.getString();
    }
  }

  String requiredText(String name) {
    return required(name, text(name));
  }

  /// A whole number; null where there is none.
  @Nullable Long number(String name) {
    String text = raw(name);
    if (text == null) {
      return null;
    }
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new MalformedFrameException(name + " is a whole number");
    }
    return Long.valueOf(text);
  }

  long requiredNumber(String name) {
    return required(name, number(name));
  }

  int requiredCount(String name) {
    long number = requiredNumber(name);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new MalformedFrameException(name + " is a count");
    }
    return (int) number;
  }

  /// True or false; false where there is none.
  boolean flag(String name) {
    return raw(name) != null && requiredFlag(name);
  }

  boolean requiredFlag(String name) {
    return switch (required(name, raw(name))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new MalformedFrameException(name + " is true or false");
    };
  }

  @Nullable Position position(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Optional<Position> position = Position.parse(text);
    return position.orElseThrow(
        () -> new MalformedFrameException(name + " is a position, such as k3f9-17"));
  }

  Position requiredPosition(String name) {
    return required(name, position(name));
  }

  Instant requiredInstant(String name) {
    String text = requiredText(name);
    return TimeText.parseInstant(text)
        .orElseThrow(() -> new MalformedFrameException(name + " is a time of RFC 3339"));
  }

  List<String> elements(String name) {
    return elements(name, required(name, raw(name)));
  }

  /// Reads each element of an array of objects; none where there is no array.
  <V> List<V> each(String name, Function<JsonMembers, V> reader) {
    String array = raw(name);
    return array == null
        ? List.of()
        : elements(name, array).stream()
            .map(element -> reader.apply(read("one of " + name, element)))
            .toList();
  }

  /// An array of strings.
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = parser(required(name, raw(name)))) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedFrameException(name + " is an array of strings");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
          throw new MalformedFrameException(name + " is an array of strings");
        }
        texts.add(parser.getString());
      }
    }
    return texts;
  }

  /// The object without some of its members.
  JsonText without(Set<String> names) {
    StringBuilder json = new StringBuilder("{");
    members.forEach((name, value) -> {
      if (!names.contains(name)) {
        json.append(json.length() > 1 ? "," : "");
        json.append(JsonText.ofString(name)).append(':').append(value);
      }
    });
    return new JsonText(json.append('}').toString());
  }

  /// Refuses members that are not among these.
  void only(String... known) {
    Set<String> names = Set.of(known);
    for (String name : members.keySet()) {
      if (!names.contains(name)) {
        throw new MalformedFrameException(of + " has no member " + name);
      }
    }
  }

  private <V> V required(String name, @Nullable V value) {
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private MalformedFrameException missing(String name) {
    return new MalformedFrameException(of + " needs " + name);
  }
}
