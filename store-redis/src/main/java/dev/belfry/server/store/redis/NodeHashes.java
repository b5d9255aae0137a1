package dev.belfry.server.store.redis;

import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.HintListener;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.RollCall;
import dev.belfry.server.store.redis.link.RedisLink;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
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
    var _ = link.subscribe(Keys.OF_ALL, keys.hints());
  }

  @Override
  public CompletionStage<RollCall> write(
      String id, String row, Duration lease, @Nullable String life) {
    ScriptCalls.Call call =
        new ScriptCalls.Call(keys.nodes(), new ArrayList<>())
            .add(id)
            .add(row)
            .add(lease.toMillis())
            .add(REMOVED_AFTER.toMillis())
            .add(life == null ? "" : life);
    return Script.WRITE_NODE
        .ask(link, Keys.OF_ALL, ScriptOutputType.MULTI, call)
        .thenApply(NodeHashes::roll);
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
    return link.ask(
        Keys.OF_ALL,
        master -> {
          var server = master.commands();
          var until = server.zrem(keys.nodes().getFirst(), name);
          return until.thenCombine(server.hdel(keys.nodes().getLast(), name), Long::sum);
        });
  }

  @Override
  public CompletionStage<?> tell(Hint hint) {
    return link.ask(Keys.OF_ALL, master -> master.publish(keys.hints(), Keys.bytes(hint.write())));
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
