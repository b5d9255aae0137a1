package dev.belfry.server.store.memory;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.AppendOutcome.Appended;
import dev.belfry.server.log.Draft;
import dev.belfry.server.store.DraftDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The idempotency keys of one loop's channels with the answers given to them, oldest first.
final class IdempotencyKeys {
  private final Map<Key, Answer> answers = new LinkedHashMap<>();
  private final int keysMax;
  private final long ageMillis;
  private final DraftDigest digest = new DraftDigest();

  IdempotencyKeys(int keysMax, Duration age) {
    this.keysMax = keysMax;
    this.ageMillis = age.toMillis();
  }

  /// The answer that the key was given before, or null where it is new.
  @Nullable AppendOutcome find(ChannelName channel, String key, Draft draft, long nowMillis) {
    Answer answer = answers.get(new Key(channel, key));
    if (answer == null || nowMillis - answer.kept().timeMillis() > ageMillis) {
      return null;
    }
    if (!Arrays.equals(answer.digest(), digest.of(draft))) {
      return new AppendOutcome.Conflict();
    }
    Appended kept = answer.kept();
    return new AppendOutcome.Duplicate(kept.id(), kept.position(), kept.timeMillis());
  }

  void remember(ChannelName channel, String key, Draft draft, Appended kept) {
    Key place = new Key(channel, key);
    answers.remove(place); // an expired one stands further back
    answers.put(place, new Answer(digest.of(draft), kept));
    if (answers.size() > keysMax) {
      removeOldest();
    }
  }

  private void removeOldest() {
    Iterator<Key> oldest = answers.keySet().iterator();
    oldest.next();
    oldest.remove();
  }

  void expire(long nowMillis) {
    Iterator<Answer> oldest = answers.values().iterator();
    while (oldest.hasNext() && nowMillis - oldest.next().kept().timeMillis() > ageMillis) {
      oldest.remove();
    }
  }

  int size() {
    return answers.size();
  }

  private record Key(ChannelName channel, String text) {}

  private record Answer(byte[] digest, Appended kept) {}
}
