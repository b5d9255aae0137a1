package dev.belfry.client;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Turns the events of a stream into what the listener hears. In the stream of one channel an
/// event's data is the message's; in that of several it is a message object that names its channel.
/// Belongs to the thread that reads the stream.
final class StreamEvents implements EventStreamParser.Events {
  private final List<String> channels;
  private final Listener listener;
  private final Backoff backoff;
  private final Consumer<String> lastEventId;

  /// @param lastEventId takes where to resume, after the listener has had what lies before it
  StreamEvents(
      List<String> channels, Listener listener, Backoff backoff, Consumer<String> lastEventId) {
    this.channels = channels;
    this.listener = listener;
    this.backoff = backoff;
    this.lastEventId = lastEventId;
  }

  @Override
  public void event(String type, String data, String id) {
    switch (type) {
      case "message" -> message(data, id);
      case "gap" -> gap(data);
      case "unsubscribed" -> listener.onUnsubscribed(read(data).path("channel").asString(""));
      default -> {} // a newer server's event, which this client can do without
    }
  }

  @Override
  public void resumeAt(String id) {
    if (!id.isEmpty()) {
      lastEventId.accept(id);
      backoff.reset();
    }
  }

  @Override
  public void retry(long millis) {
    backoff.startAt(Duration.ofMillis(millis));
  }

  private void message(String data, String id) {
    if (channels.size() == 1) {
      listener.onMessage(new ReceivedMessage(channels.getFirst(), id, data));
      return;
    }
    JsonNode message = read(data);
    JsonNode content = message.path("data");
    listener.onMessage(
        new ReceivedMessage(
            message.path("channel").asString(""),
            message.path("position").asString(""),
            content.isString() ? content.stringValue() : content.toString()));
  }

  private void gap(String data) {
    JsonNode gap = read(data);
    JsonNode missed = gap.path("missed");
    Position.parse(gap.path("position").asString(""))
        .ifPresent(position ->
            listener.onGap(
                gap.path("channel").asString(channels.getFirst()),
                new GapFrame(missed.isNumber() ? missed.asLong() : null, position)));
  }

  private static JsonNode read(String data) {
    try {
      return JsonMapper.shared().readTree(data);
    } catch (JacksonException broken) {
      throw new IllegalStateException("not a message of several channels: " + data, broken);
    }
  }
}
