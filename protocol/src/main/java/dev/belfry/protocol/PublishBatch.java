package dev.belfry.protocol;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Many publishes in one request: `{"messages":[{"channel","data",...}, ...]}`. Each message has
/// the members of a publish command, but for `traceparent`.
///
/// @param messages each as it was written, not looked into yet, so that one that is wrong can be
///   answered for itself
public record PublishBatch(List<String> messages) {
  /// The most messages in one batch.
  public static final int MESSAGES_MAX = 1000;

  private static final String NAME = "a batch";
  private static final String MESSAGES = "messages";

  public PublishBatch {
    messages = List.copyOf(messages);
  }

  /// Reads a whole batch in one pass, and no further than the most messages it may have.
  public static Decoded<PublishBatch> read(String json) {
    try (JsonParser parser = JsonMembers.parser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || parser.nextToken() != JsonToken.PROPERTY_NAME
          || !parser.currentName().equals(MESSAGES)
          || parser.nextToken() != JsonToken.START_ARRAY) {
        return new Decoded.Broken<>("a batch is a JSON object with one array, messages");
      }
      List<String> messages = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (messages.size() == MESSAGES_MAX) {
          return new Decoded.Broken<>("a batch has at most " + MESSAGES_MAX + " messages");
        }
        messages.add(JsonMembers.value(parser, json));
      }
      if (parser.nextToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        return new Decoded.Broken<>("a batch has messages and nothing else");
      }
      return messages.isEmpty()
          ? new Decoded.Broken<>("a batch has at least one message")
          : new Decoded.Frame<>(new PublishBatch(messages));
    } catch (JacksonException notJson) {
      return new Decoded.Broken<>(JsonMembers.malformed(NAME, notJson).sentence());
    }
  }

  /// Reads one of its messages.
  public static Decoded<Command.Publish> message(String json) {
    try {
      return new Decoded.Frame<>(ClientFrames.message(JsonMembers.read("a message", json)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }
}
