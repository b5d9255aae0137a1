package dev.belfry.protocol;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One JSON value as it was written, kept character for character, since reading and writing it
/// again may change numbers. It stands in one line.
///
/// @param text valid JSON; line breaks between its tokens become spaces
public record JsonText(String text) {
  private static final int ESCAPE_LENGTH = 6;

  public JsonText {
    text = text.replace('\n', ' ').replace('\r', ' ');
  }

  /// Reads what may not be JSON; empty where it is not one value.
  public static Optional<JsonText> parse(String text) {
    return JsonMembers.isValue(text) ? Optional.of(new JsonText(text)) : Optional.empty();
  }

  /// Whether valid JSON has half of a surrogate pair in one of its strings, as an escape. No text
  /// in UTF-8 has, so a client could not be given such a string as it is (RFC 7493 section 2.1).
  public static boolean hasLoneSurrogate(String json) {
    int at = json.indexOf('\\');
    while (at >= 0 && at + 1 < json.length()) {
      int next = at + 2;
      if (json.charAt(at + 1) == 'u') {
        char unit = escaped(json, at);
        next = at + ESCAPE_LENGTH;
        if (Character.isLowSurrogate(unit)) {
          return true;
        }
        if (Character.isHighSurrogate(unit)) {
          if (!json.startsWith("\\u", next) || !Character.isLowSurrogate(escaped(json, next))) {
            return true;
          }
          next += ESCAPE_LENGTH;
        }
      }
      at = json.indexOf('\\', next);
    }
    return false;
  }

  /// The unit of UTF-16 that is escaped there; 0 where the escape is not whole.
  private static char escaped(String json, int at) {
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
      int digit = i < json.length() ? Character.digit(json.charAt(i), 16) : -1;
      if (digit < 0) {
        return 0;
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }

  /// Text as a JSON string.
  public static JsonText ofString(String text) {
    return new JsonText(JsonMapper.shared().writeValueAsString(text));
  }

  /// A value that was built by a program.
  public static JsonText of(JsonNode value) {
    return new JsonText(JsonMapper.shared().writeValueAsString(value));
  }

  /// The value, to look into.
  ///
  /// @throws JacksonException where the text is no JSON after all
  public JsonNode toNode() {
    return JsonMapper.shared().readTree(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
