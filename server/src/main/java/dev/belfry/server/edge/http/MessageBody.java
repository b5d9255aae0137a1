package dev.belfry.server.edge.http;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.log.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The body of a POST as the data of a message.
final class MessageBody {
  private static final int NESTING_MAX = 128;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build())
          .build();

  private MessageBody() {}

  /// Checks the body and returns it as it will be kept; it may be changed on the way.
  static Checked<byte[]> read(byte[] body, Message.Kind kind) {
    if (body.length == 0) {
      return Checked.malformed("the body is empty; it is the message");
    }
    return Utf8Text.decode(body)
        .map(text ->
            switch (kind) {
              case TEXT -> Checked.good(body);
              case JSON -> json(text, body);
            })
        .orElseGet(() -> Checked.malformed("the body is not UTF-8"));
  }

  /// Reads the decoded text and not the bytes, in which a JSON parser would look for UTF-16 too.
  private static Checked<byte[]> json(String text, byte[] body) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        return Checked.malformed("the body has no JSON value");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        return Checked.malformed("the body has more than one JSON value");
      }
      return JsonText.hasLoneSurrogate(text)
          ? Checked.malformed("a string in the body has half of a surrogate pair")
          : Checked.good(inOneLine(body));
    } catch (JacksonException notJson) {
      return Checked.malformed("the body is not JSON: " + notJson.getOriginalMessage());
    }
  }

  /// Inside of strings JSON has no line breaks, so those that are there stand between tokens.
  private static byte[] inOneLine(byte[] json) {
    byte[] line = json.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }
}
