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
  public JsonText {
    text = text.replace('\n', ' ').replace('\r', ' ');
  }

  /// Reads what may not be JSON; empty where it is not one value.
  public static Optional<JsonText> parse(String text) {
    return JsonMembers.isValue(text) ? Optional.of(new JsonText(text)) : Optional.empty();
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
