package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Draft;
import dev.belfry.server.store.Epochs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The keys and arguments of scripts.
///
/// @param sharded whether signals stay in the shard of their partition, where the server can do
///   that
record ScriptCalls(Keys keys, boolean sharded, Duration idempotencyAge, RandomGenerator random) {
  /// A channel without history is kept so far back all the same, for nodes that have missed a
  /// signal.
  private static final int COUNT_MIN = 256;

  private static final Duration AGE_MIN = Duration.ofMinutes(1);
  private static final int BYTES_MIN = 1 << 20;

  /// What a script gets.
  record Call(List<byte[]> keys, List<byte[]> arguments) {
    Call add(String argument) {
      arguments.add(Keys.bytes(argument));
      return this;
    }

    Call add(byte[] argument) {
      arguments.add(argument);
      return this;
    }

    Call add(long argument) {
      return add(Long.toString(argument));
    }
  }

  /// A message that is to be appended.
  ///
  /// @param ttl the milliseconds until it expires, or the time when it does, as the script wants
  ///   it; empty for never
  record Entry(Draft draft, Ulid id, String ttl) {}

  /// A call that begins with a channel's keys, and a life that may begin.
  Call ofChannel(ChannelName channel) {
    return new Call(keys.channel(channel), new ArrayList<>()).add(freshLife());
  }

  String freshLife() {
    return Epochs.fresh(random);
  }

  /// The same with what the channel keeps.
  Call ofChannel(ChannelName channel, ChannelPolicy policy) {
    ChannelPolicy.History history = policy.history();
    boolean kept = history.kept();
    return ofChannel(channel)
        .add(kept ? history.count() : COUNT_MIN)
        .add(kept ? history.bytesMax() : BYTES_MIN)
        .add((kept ? history.age() : AGE_MIN).toMillis());
  }

  /// A call that appends; its messages follow.
  Call toAppend(ChannelName channel, ChannelPolicy policy) {
    return ofChannel(channel, policy)
        .add(keys.signal(channel))
        .add(idempotencyAge.toMillis())
        .add(sharded ? "SPUBLISH" : "PUBLISH");
  }

  /// Adds a message: what follows on its times, replace key, time to live, idempotency key and what
  /// is kept with it.
  void addMessage(Call call, ChannelName channel, ChannelPolicy policy, Entry entry) {
    Draft draft = entry.draft();
    call.add(Blob.rest(draft, entry.id(), policy.echo() ? null : draft.publisherSession()))
        .add(draft.replaceKey() == null ? "" : draft.replaceKey())
        .add(entry.ttl());
    String key = draft.idempotencyKey();
    if (key == null) {
      call.add("0").add("");
    } else {
      call.keys().add(keys.idempotency(channel, key));
      call.add(call.keys().size()).add(KeyRecord.begin(KeyRecord.digestOf(draft), entry.id()));
    }
  }
}
