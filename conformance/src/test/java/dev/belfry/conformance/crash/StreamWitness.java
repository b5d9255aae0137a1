package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.EventStream.Event;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntSupplier;

/// Listens to an event stream, and resumes by Last-Event-ID.
final class StreamWitness extends Witness {
  private String lastId = "";

  StreamWitness(String channel, IntSupplier port) {
    super(channel, port);
  }

  @Override
  void listen(RawConnection connection) throws IOException {
    String since = lastId.isEmpty() ? "?since=earliest" : "";
    EventStream stream =
        EventStream.open(connection, "/notifications/" + channel() + since, lastId);
    for (Optional<Event> next = stream.next(); next.isPresent(); next = stream.next()) {
      note(next.get());
    }
  }

  private void note(Event event) {
    lastId = event.id();
    event
        .data()
        .ifPresent(data -> {
          if (event.type().equals("message")) {
            saw(event.id(), data);
          } else {
            problem("was told " + event.type() + " " + data);
          }
        });
  }

  @Override
  public String toString() {
    return "an event stream";
  }
}
