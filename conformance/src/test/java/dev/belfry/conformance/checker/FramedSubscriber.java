package dev.belfry.conformance.checker;

import static java.util.Objects.requireNonNull;

import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Listens to several channels over one framed session, and resumes each from its own position. Now
/// and then it leaves one of them, in the middle of whatever comes, and subscribes again.
final class FramedSubscriber extends Subscriber {
  private final Whim whim;
  private final Map<String, Diary> diaries = new LinkedHashMap<>();
  private final Map<Long, Diary> subscribing = new HashMap<>();
  private final Map<Long, Diary> leaving = new HashMap<>();

  /// Those whose subscription was not recovered: a gap is the first that comes.
  private final Set<Diary> gapDue = new HashSet<>();

  private @Nullable FramedSocket socket;

  /// @param begin of each channel, before anything is published
  FramedSubscriber(Reach reach, List<Board> boards, String name, Whim whim, Place begin) {
    super(reach, whim, false);
    this.whim = whim;
    for (Board board : boards) {
      Diary diary = new Diary(board, name);
      diaries.put(board.channel(), diary);
      diary.listensFrom(begin);
    }
  }

  @Override
  void connect(RawConnection connection) throws IOException {
    FramedSocket opened = FramedSocket.open(connection);
    socket = opened;
    subscribing.clear();
    leaving.clear();
    gapDue.clear();
    diaries.values().forEach(diary -> subscribe(opened, diary));
    opened.flush();
  }

  private void subscribe(FramedSocket to, Diary diary) {
    String since = String.valueOf(diary.last());
    subscribing.put(
        to.add("subscribe", Map.of("channel", diary.board().channel(), "since", since)), diary);
  }

  @Override
  boolean readOne() throws IOException {
    FramedSocket from = socket;
    Optional<JsonNode> next = from == null ? Optional.empty() : from.next();
    if (from == null || next.isEmpty()) {
      return false;
    }
    JsonNode line = next.get();
    if (line.has("id")) {
      answered(from, line);
    } else if (line.has("gap")) {
      gap(line.get("gap"));
    } else {
      message(from, line.get("message"));
    }
    return true;
  }

  private void answered(FramedSocket from, JsonNode reply) throws IOException {
    if (!reply.has("ok") && mayBeRefused()) {
      throw new IOException("refused: " + reply);
    }
    check(reply.has("ok"), "refused: " + reply);
    long id = reply.get("id").asLong();
    Diary subscribed = subscribing.remove(id);
    if (subscribed != null) {
      subscribed.listensFrom(requireNonNull(subscribed.last()));
      if (!reply.get("ok").get("recovered").asBoolean()) {
        gapDue.add(subscribed);
      }
    }
    Diary left = leaving.remove(id);
    if (left != null) {
      subscribe(from, left);
      from.flush();
    }
  }

  private void gap(JsonNode gap) {
    Diary diary = listening(gap);
    gapDue.remove(diary);
    diary.gap(gap);
  }

  private void message(FramedSocket from, JsonNode message) throws IOException {
    Diary diary = listening(message);
    check(!gapDue.contains(diary), "not recovered, but no gap before " + message);
    Place place = Place.parse(message.get("position").asString());
    var _ = diary.message(message.get("data").asString(), place);
    sawOne();
    if (!leaving.containsValue(diary) && whim.chance(1)) {
      leaving.put(from.add("unsubscribe", Map.of("channel", diary.board().channel())), diary);
      from.flush();
    }
  }

  private Diary listening(JsonNode push) {
    Diary diary = requireNonNull(diaries.get(push.get("channel").asString()), push::toString);
    check(!subscribing.containsValue(diary), "not subscribed to: " + push);
    return diary;
  }

  /// What no server may do ends the whole run.
  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
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
