package dev.belfry.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;

/// An event stream, read as the HTML Standard says (section 9.2.6), from a connection of its own.
public final class EventStream implements AutoCloseable {
  /// One block of the stream.
  ///
  /// @param id the last id of the stream so far, this block's included
  /// @param type `message` unless the block names another
  /// @param data null where the block has none, as the one that only tells the id
  public record Event(String id, String type, Optional<String> data) {}

  private final RawConnection connection;
  private final BufferedReader lines;
  private String lastId = "";

  private EventStream(RawConnection connection, ResponseHead head) {
    this.connection = connection;
    this.lines = new BufferedReader(new InputStreamReader(connection.body(head), UTF_8), 1024);
  }

  /// Listens to a path.
  ///
  /// @param lastEventId where to go on; empty for live
  /// @throws IOException also where the answer is not an event stream
  public static EventStream open(RawConnection connection, String path, String lastEventId)
      throws IOException {
    if (lastEventId.isEmpty()) {
      connection.get(path, "Accept: text/event-stream");
    } else {
      connection.get(path, "Accept: text/event-stream", "Last-Event-ID: " + lastEventId);
    }
    ResponseHead head = connection.readHead();
    String type = head.header("content-type").orElse("none");
    if (head.status() != 200 || !type.startsWith("text/event-stream")) {
      throw new IOException("no event stream: " + head);
    }
    EventStream stream = new EventStream(connection, head);
    stream.lastId = lastEventId;
    return stream;
  }

  /// The next block that is not only comments; empty at the end of the stream.
  public Optional<Event> next() throws IOException {
    Optional<String> data = Optional.empty();
    String type = "message";
    boolean said = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && said) {
        return Optional.of(new Event(lastId, type, data));
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      said |= !field.isEmpty();
      switch (field) {
        case "id" -> lastId = value;
        case "event" -> type = value;
        case "data" -> data = Optional.of(data.isEmpty() ? value : data.get() + "\n" + value);
        default -> {}
      }
    }
    return Optional.empty();
  }

  /// The next block that has data.
  ///
  /// @throws IOException also at the end of the stream
  public Event nextData() throws IOException {
    while (true) {
      Event event = next().orElseThrow(() -> new IOException("the stream has ended"));
      if (event.data().isPresent()) {
        return event;
      }
    }
  }

  /// The last id that the stream has told.
  public String lastId() {
    return lastId;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
