package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads one channel page by page, and waits for the next message at its end.
final class PollSubscriber extends Subscriber {
  private static final JsonMapper JSON = new JsonMapper();

  private final Diary diary;
  private final Whim whim;
  private @Nullable RawConnection connection;

  /// @param begin where to begin; the channel's head before anything is published
  PollSubscriber(Reach reach, Board board, String name, Whim whim, Place begin) {
    super(reach, whim, false);
    this.whim = whim;
    this.diary = new Diary(board, name);
    diary.listensFrom(begin);
  }

  @Override
  void connect(RawConnection fresh) {
    connection = fresh;
  }

  @Override
  boolean readOne() throws IOException {
    if (connection == null) {
      return false;
    }
    String query = "?wait=2&limit=" + whim.between(1, 200) + "&after=" + diary.last();
    connection.get(diary.board().path() + query, "Accept: application/json");
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    if (head.status() != 200) {
      throw new IOException("asked for history, and got " + head.status() + " " + body);
    }
    note(JSON.readTree(body));
    return true;
  }

  private void note(JsonNode page) {
    JsonNode gap = page.get("gap");
    if (gap != null && !gap.isNull()) {
      diary.gap(gap);
    }
    for (JsonNode message : page.get("messages")) {
      Place place = Place.parse(message.get("position").asString());
      var _ = diary.message(message.get("data").asString(), place);
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
