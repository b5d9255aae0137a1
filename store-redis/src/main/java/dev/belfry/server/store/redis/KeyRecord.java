package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.store.DraftDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What an idempotency key is kept with, as text: the digest of the body and the message's id, then
/// life, offset and time of what was appended; or `at` and the time of what is to come.
record KeyRecord(String digest, Ulid id, @Nullable Position position, long millis) {
  private static final String PLANNED = "at";

  static String digestOf(Draft draft) {
    return HexFormat.of().formatHex(new DraftDigest().of(draft));
  }

  /// What a message is kept with before it has its place, which the script adds.
  static String begin(String digest, Ulid id) {
    return digest + " " + id;
  }

  static String planned(String digest, Ulid id, long atMillis) {
    return begin(digest, id) + " " + PLANNED + " " + atMillis;
  }

  static KeyRecord read(String text) {
    String[] words = text.split(" ");
    Ulid id = Ulid.from(words[1]);
    if (words[2].equals(PLANNED)) {
      return new KeyRecord(words[0], id, null, Long.parseLong(words[3]));
    }
    Position position = new Position(words[2], Long.parseLong(words[3]));
    return new KeyRecord(words[0], id, position, Long.parseLong(words[4]));
  }

  /// The answer to an append with the key.
  AppendOutcome answer(String digestNow) {
    return position != null && digest.equals(digestNow)
        ? new AppendOutcome.Duplicate(id, position, millis)
        : new AppendOutcome.Conflict();
  }

  /// The answer to scheduling with the key.
  Schedule.Outcome answerToSchedule(String digestNow) {
    return position == null && digest.equals(digestNow)
        ? new Schedule.Outcome.Kept(id, millis)
        : new Schedule.Outcome.NotKept(answer(digestNow));
  }
}
