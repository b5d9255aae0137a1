package dev.belfry.server.store.redis.link;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// The master that a majority of the sentinels has named within the last seconds. Where there is
/// none, nobody is the master: a node that is cut off together with an old master would otherwise
/// acknowledge what the new one never gets.
final class SentinelMasters implements Masters {
  private static final long NAMED_WITHIN_NANOS = Duration.ofSeconds(3).toNanos();

  /// What a sentinel has said.
  private record Named(Address master, long atNanos) {}

  private final List<Address> sentinels;
  private final String name;
  private final ServerPoll poll;
  private final int partitions;
  private final Map<Address, Named> named = new HashMap<>();

  /// @param sentinels all that there are
  SentinelMasters(List<Address> sentinels, String name, ServerPoll poll, int partitions) {
    this.sentinels = sentinels;
    this.name = name;
    this.poll = poll;
    this.partitions = partitions;
  }

  @Override
  public Topology find() {
    long now = System.nanoTime();
    poll.ask(sentinels, this::masterAt)
        .forEach((sentinel, answer) -> {
          if (answer.size() == 2) {
            Address master = new Address(answer.getFirst(), Integer.parseInt(answer.getLast()));
            named.put(sentinel, new Named(master, now));
          }
        });
    Map<Address, Integer> votes = new HashMap<>();
    for (Named each : named.values()) {
      if (now - each.atNanos() < NAMED_WITHIN_NANOS) {
        votes.merge(each.master(), 1, Integer::sum);
      }
    }
    return votes.entrySet().stream()
        .filter(entry -> entry.getValue() > sentinels.size() / 2)
        .findFirst()
        .map(entry -> Topology.of(entry.getKey(), partitions))
        .orElseGet(() -> Topology.none(partitions));
  }

  @Override
  public String trouble() {
    return poll.trouble();
  }

  private CompletionStage<List<String>> masterAt(RedisAsyncCommands<String, String> sentinel) {
    return sentinel.dispatch(
        CommandType.SENTINEL,
        new ValueListOutput<>(StringCodec.UTF8),
        new CommandArgs<>(StringCodec.UTF8).add("GET-MASTER-ADDR-BY-NAME").add(name));
  }
}
