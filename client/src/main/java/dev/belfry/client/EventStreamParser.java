package dev.belfry.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Turns the bytes of one event stream into events, in any cuts (WHATWG HTML, "Parsing an event
/// stream"). Belongs to the thread that reads the stream.
final class EventStreamParser {

  /// Receives what a stream says.
  interface Events {

    /// One event. `id` is the last one seen, in this event or before it.
    void event(String type, String data, String id);

    /// A block ended, with or without an event: `id` is where to resume.
    void resumeAt(String id);

    /// The server asks to wait so long before reconnecting.
    void retry(long millis);
  }

  private final int eventBytesMax;
  private final Events events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String id;
  private boolean hasData;
  private boolean lastWasCarriageReturn;
  private boolean firstLine = true;

  /// @param eventBytesMax bound on one line and on one event's data, in bytes; beyond it the stream
  ///   is broken
  /// @param id what the stream resumes from: it stays the last id until the stream sends another
  EventStreamParser(int eventBytesMax, String id, Events events) {
    this.eventBytesMax = eventBytesMax;
    this.id = id;
    this.events = events;
  }

  /// Takes the next bytes of the stream.
  void feed(byte[] bytes, int length) throws IOException {
    int start = 0;
    for (int at = 0; at < length; at++) {
      byte b = bytes[at];
      if (b != '\n' && b != '\r') {
        lastWasCarriageReturn = false;
        continue;
      }
      boolean secondOfPair = b == '\n' && lastWasCarriageReturn;
      lastWasCarriageReturn = b == '\r';
      if (!secondOfPair) {
        append(bytes, start, at - start);
        endLine();
      }
      start = at + 1;
    }
    append(bytes, start, length - start);
  }

  private void append(byte[] bytes, int start, int length) throws IOException {
    if (length > eventBytesMax - line.size()) {
      throw new IOException("a line of the event stream exceeds " + eventBytesMax + " bytes");
    }
    line.write(bytes, start, length);
  }

  private void endLine() throws IOException {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (firstLine && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    firstLine = false;
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    if (colon == 0) {
      return; // a comment
    }
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    take(field, value.startsWith(" ") ? value.substring(1) : value);
  }

  private void take(String field, String value) throws IOException {
    switch (field) {
      case "event" -> type = value;
      case "data" -> takeData(value);
      case "id" -> id = value.indexOf('\0') < 0 ? value : id;
      case "retry" -> takeRetry(value);
      default -> {} // the standard has unknown fields ignored
    }
  }

  private void takeData(String value) throws IOException {
    if (value.length() > eventBytesMax - data.length()) {
      throw new IOException("an event exceeds " + eventBytesMax + " bytes");
    }
    if (hasData) {
      data.append('\n');
    }
    data.append(value);
    hasData = true;
  }

  private void takeRetry(String value) {
    boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits && value.length() <= 9) {
      events.retry(Long.parseLong(value));
    }
  }

  private void dispatch() {
    if (hasData) {
      events.event(type.isEmpty() ? "message" : type, data.toString(), id);
    }
    events.resumeAt(id);
    data.setLength(0);
    hasData = false;
    type = "";
  }
}
