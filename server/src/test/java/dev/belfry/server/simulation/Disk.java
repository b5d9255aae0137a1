package dev.belfry.server.simulation;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What has been committed; outlives the server.
final class Disk {
  static final String EPOCH = "disk";

  private final Map<ChannelName, Channel> channels = new HashMap<>();
  private final Truth truth;

  Disk(Truth truth) {
    this.truth = truth;
  }

  Channel channel(ChannelName name) {
    return channels.computeIfAbsent(name, _ -> new Channel());
  }

  /// Commits one message, or finds that its key was committed before.
  AppendOutcome commit(ChannelName name, Draft draft, long nowMillis) {
    Channel channel = channel(name);
    Keyed before = channel.keys.get(draft.idempotencyKey());
    if (before != null) {
      return Arrays.equals(before.draft.data(), draft.data())
          ? new AppendOutcome.Duplicate(before.id, before.position, before.timeMillis)
          : new AppendOutcome.Conflict();
    }
    Position position = new Position(EPOCH, ++channel.head);
    Ulid id = new Ulid(nowMillis, channel.head);
    channel.put(id, draft, nowMillis);
    if (draft.idempotencyKey() != null) {
      channel.keys.put(draft.idempotencyKey(), new Keyed(draft, id, position, nowMillis));
    }
    truth.keeps(name, position, draft);
    return new AppendOutcome.Appended(id, position, nowMillis);
  }

  private record Keyed(Draft draft, Ulid id, Position position, long timeMillis) {}

  /// One channel's rows.
  static final class Channel {
    final TreeMap<Long, Message> messages = new TreeMap<>();
    private final Map<String, Keyed> keys = new HashMap<>();
    private final Map<String, Long> replaceable = new HashMap<>();
    long head;

    private void put(Ulid id, Draft draft, long nowMillis) {
      String key = draft.replaceKey();
      messages.put(
          head,
          new Message(
              head, id, nowMillis, draft.data(), draft.kind(), key, draft.expiresAtMillis(), null));
      Long replaced = key == null ? null : replaceable.put(key, head);
      if (replaced != null) {
        messages.remove(replaced);
      }
    }
  }
}
