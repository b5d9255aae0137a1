package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.EventStream.Event;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Listens to one channel as an event stream, and resumes by Last-Event-ID.
final class StreamSubscriber extends Subscriber {
  private static final JsonMapper JSON = new JsonMapper();

  private final Diary diary;
  private @Nullable EventStream stream;
  private String lastId = "";

  StreamSubscriber(Reach reach, Board board, String name, Whim whim) {
    this(reach, board, name, whim, false);
  }

  private StreamSubscriber(Reach reach, Board board, String name, Whim whim, boolean steady) {
    super(reach, whim, steady);
    this.diary = new Diary(board, name);
  }

  /// One that tells the place of every message, those too that publishers do not know.
  static StreamSubscriber witness(Reach reach, Board board, Whim whim) {
    return new StreamSubscriber(reach, board, "witness of " + board.channel(), whim, true);
  }

  @Override
  void connect(RawConnection connection) throws IOException {
    EventStream opened = EventStream.open(connection, diary.board().path(), lastId);
    stream = opened;
    if (lastId.isEmpty()) {
      lastId = opened.next().orElseThrow(() -> new IOException("no first block")).id();
    }
    diary.listensFrom(Place.parse(lastId));
  }

  @Override
  boolean readOne() throws IOException {
    if (stream == null) {
      return false;
    }
    Optional<Event> next = stream.next();
    if (next.isEmpty()) {
      return false;
    }
    Event event = next.get();
    lastId = event.id();
    if (event.data().isPresent()) {
      note(event.type(), event.data().get());
    }
    return true;
  }

  private void note(String type, String data) {
    if (type.equals("gap")) {
      diary.gap(JSON.readTree(data));
    } else {
      var _ = diary.message(data, Place.parse(lastId));
      sawOne();
    }
  }

  @Override
  boolean finished() {
    return diary.ended();
  }

  @Override
  void close() {
    diary.close();
  }
}
