package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.EventStream.Event;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Listens to several channels in one event stream, and resumes all of them by the one
/// Last-Event-ID, which it does not take apart.
final class ManyChannelsSubscriber extends Subscriber {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Diary> diaries = new LinkedHashMap<>();
  private final String path;
  private @Nullable EventStream stream;
  private String lastId = "";

  /// @param begin of each channel, before anything is published
  ManyChannelsSubscriber(Reach reach, List<Board> boards, String name, Whim whim, Place begin) {
    super(reach, whim, false);
    var query = new StringBuilder("/notifications");
    for (Board board : boards) {
      query.append(diaries.isEmpty() ? '?' : '&').append("channel=").append(board.channel());
      diaries.put(board.channel(), new Diary(board, name));
    }
    path = query.toString();
    diaries.values().forEach(diary -> diary.listensFrom(begin));
  }

  @Override
  void connect(RawConnection connection) throws IOException {
    EventStream opened = EventStream.open(connection, path, lastId);
    stream = opened;
    if (lastId.isEmpty()) {
      lastId = opened.next().orElseThrow(() -> new IOException("no first block")).id();
    }
    for (Diary diary : diaries.values()) {
      Place last = diary.last();
      if (last != null) {
        diary.listensFrom(last);
      }
    }
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
    lastId = next.get().id();
    if (next.get().data().isPresent()) {
      note(next.get().type(), JSON.readTree(next.get().data().get()));
    }
    return true;
  }

  private void note(String type, JsonNode data) throws IOException {
    Diary diary = diaries.get(data.get("channel").asString());
    if (diary == null) {
      throw new IOException("a channel that was not asked for: " + data);
    }
    if (type.equals("gap")) {
      diary.gap(data);
    } else {
      Place place = Place.parse(data.get("position").asString());
      var _ = diary.message(data.get("data").asString(), place);
      sawOne();
    }
  }

  @Override
  boolean finished() {
    return diaries.values().stream().allMatch(Diary::ended);
  }

  @Override
  void close() {
    diaries.values().forEach(Diary::close);
  }
}
