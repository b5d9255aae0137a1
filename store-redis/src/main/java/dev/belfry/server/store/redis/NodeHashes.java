package dev.belfry.server.store.redis;

import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.HintListener;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.RollCall;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The rows of nodes: a sorted set of when their leases end, and a hash of what they say, both in
/// one slot. Hints are published. Any thread asks.
final class NodeHashes implements NodeTable {
  private final RedisLink link;
  private final Keys keys;
  private volatile @Nullable HintListener listener;

  NodeHashes(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  @Override
  public void hear(HintListener to) {
    listener = to;
  }

  /// Begins to hear hints, on all connections to come.
  void start() {
    var _ = link.subscribe(keys.hints());
  }

  private static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException notConnected) {
      return CompletableFuture.failedStage(notConnected);
    }
  }

  @Override
  public CompletionStage<RollCall> write(
      String id, String row, Duration lease, @Nullable String life) {
    List<byte[]> arguments =
        List.of(
            Keys.bytes(id),
            Keys.bytes(row),
            Keys.bytes(Long.toString(lease.toMillis())),
            Keys.bytes(Long.toString(REMOVED_AFTER.toMillis())),
            Keys.bytes(life == null ? "" : life));
    return ask(() ->
        Script.WRITE_NODE
            .run(link.commands(), ScriptOutputType.MULTI, keys.nodes(), arguments)
            .thenApply(NodeHashes::roll));
  }

  private static RollCall roll(Object reply) {
    List<Object> parts = Replies.list(reply);
    Map<String, String> rows = new HashMap<>();
    List<Object> found = new ArrayList<>(Replies.list(parts.get(2)));
    for (int i = 0; i < found.size(); i += 2) {
      rows.put(Replies.text(found.get(i)), Replies.text(found.get(i + 1)));
    }
    return new RollCall(Replies.number(parts.getFirst()) == 1, Replies.text(parts.get(1)), rows);
  }

  @Override
  public CompletionStage<?> remove(String id) {
    byte[] name = Keys.bytes(id);
    return ask(() -> {
      var server = link.commands();
      var until = server.zrem(keys.nodes().getFirst(), name);
      return until.thenCombine(server.hdel(keys.nodes().getLast(), name), Long::sum);
    });
  }

  @Override
  public CompletionStage<?> tell(Hint hint) {
    return ask(() -> link.commands().publish(Keys.bytes(keys.hints()), Keys.bytes(hint.write())));
  }

  // ---- what the server says unasked

  void told(byte[] payload) {
    HintListener to = listener;
    if (to != null) {
      Hint.read(Pieces.text(payload)).ifPresentOrElse(to::told, to::doubtful);
    }
  }

  void doubtful() {
    HintListener to = listener;
    if (to != null) {
      to.doubtful();
    }
  }
}
