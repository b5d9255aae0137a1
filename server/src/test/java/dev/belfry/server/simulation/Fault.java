package dev.belfry.server.simulation;

import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Replay;
import java.util.List;
import java.util.stream.Stream;

/// A deliberately broken server, to show that the simulation finds what it is for: each method is a
/// place where one may be broken.
interface Fault {
  /// Nothing is wrong.
  Fault NONE =
      () -> {
        throw new IllegalStateException("nothing is wrong");
      };

  /// All there are.
  static Stream<Fault> all() {
    return Stream.<Fault[]>of(
            DeliveryFault.values(),
            AnswerFault.values(),
            SessionFault.values(),
            StoreFault.values())
        .flatMap(Stream::of);
  }

  /// What it must be found by.
  Breach breach();

  default Replay tail(Replay replay, long after) {
    return replay;
  }

  default Replay read(Replay replay, long after, long through) {
    return replay;
  }

  default ChannelLog.Start start(ChannelLog.Start start) {
    return start;
  }

  default long registeredHead(long head) {
    return head;
  }

  default Draft draft(Draft draft) {
    return draft;
  }

  default int answers() {
    return 1;
  }

  /// Reply lines of a framed session.
  default String replies(String line) {
    return line;
  }

  /// Whether a watcher that was told all who are there is told all of them again.
  default boolean tellsPresenceAnew() {
    return true;
  }

  /// Whether the next call of a handler waits for the end of the one before it.
  default boolean waitsForCalls() {
    return true;
  }

  /// What a handler's session hears of texts that come together.
  default List<String> arriving(List<String> texts) {
    return texts;
  }

  /// Whether a socket that was not read is read again.
  default boolean readsAgain() {
    return true;
  }

  /// Whether a session is told that its client has gone.
  default boolean hearsOfEnds() {
    return true;
  }

  /// What happens to the database before a server opens it.
  default List<String> changes() {
    return List.of();
  }

  /// Whether a kill undoes what was committed last.
  default boolean losesTheLastCommit() {
    return false;
  }

  /// Whether only the real store can have it.
  default boolean needsDatabase() {
    return losesTheLastCommit() || dropsWhatIsHandedOver() || !changes().isEmpty();
  }

  /// Whether what the durable store publishes in memory is lost.
  default boolean dropsWhatIsHandedOver() {
    return false;
  }

  /// Whether one who begins there gets the message before it again.
  default boolean repeatsWhere(ChannelLog.Start start) {
    return false;
  }

  /// Whether a thread of the embedding program waits until what it publishes is kept.
  default boolean waitsForPublishes() {
    return true;
  }

  /// Whether a session is told that its handler threw.
  default boolean hearsOfThrows() {
    return true;
  }
}
