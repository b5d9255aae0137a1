package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.RawWebSocket.Incoming;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Listens over a raw WebSocket, whose messages carry no position: it resumes by `?since=` from the
/// last message whose place a publisher knows, so it may see what came after that again.
final class RawSubscriber extends Subscriber {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int GAP = 4005;

  private final Diary diary;
  private @Nullable RawWebSocket socket;

  /// @param begin where to begin; the channel's head before anything is published
  RawSubscriber(Reach reach, Board board, String name, Whim whim, Place begin) {
    super(reach, whim, false);
    this.diary = new Diary(board, name);
    diary.listensFrom(begin);
  }

  @Override
  void connect(RawConnection connection) throws IOException {
    Place from = diary.last();
    if (from == null) {
      throw new IllegalStateException("it has begun in the constructor");
    }
    socket = RawWebSocket.open(connection, diary.board().path() + "?since=" + from);
    diary.listensFrom(from);
  }

  @Override
  boolean readOne() throws IOException {
    if (socket == null) {
      return false;
    }
    return switch (socket.read()) {
      case Incoming.Text(String text) -> {
        if (diary.message(text, null)) {
          sawOne(); // of others it may see any number again, so they bring no cut nearer
        }
        yield true;
      }
      case Incoming.Closed(int code, String reason) -> {
        if (code == GAP) {
          diary.gap(JSON.readTree(reason));
        }
        yield false;
      }
    };
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
