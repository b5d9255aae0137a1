package dev.belfry.server.store.redis.link;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Waits until replicas have what a master has written. One `WAIT` is under way at a time, and
/// those who come meanwhile share the next. `WAIT` is about what its own connection wrote last, so
/// a key is written there first: replicas that have it have all that was written before. Any
/// thread.
final class ReplicaWaits {
  /// Writes a key, and returns which server this is by now.
  private static final byte[] SCRIPT =
      ("redis.call('SET', KEYS[1], '', 'PX', 10000) "
              + "return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')")
          .getBytes(StandardCharsets.UTF_8);

  private final RedisAsyncCommands<byte[], byte[]> server;
  private final byte[] key;
  private final String replication;
  private final int replicas;
  private final Duration patience;
  private boolean underWay;
  private @Nullable CompletableFuture<Void> next;

  /// @param server a connection for this alone
  /// @param replication the server's replication id, as when what is waited for was written
  ReplicaWaits(
      RedisAsyncCommands<byte[], byte[]> server,
      String key,
      String replication,
      int replicas,
      Duration patience) {
    this.server = server;
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.replication = replication;
    this.replicas = replicas;
    this.patience = patience;
  }

  /// Done once replicas have what the master has written so far; fails where they don't in time.
  CompletionStage<Void> await() {
    if (replicas == 0) {
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<Void> begun = new CompletableFuture<>();
    synchronized (this) {
      if (underWay) {
        next = next == null ? begun : next;
        return next;
      }
      underWay = true;
    }
    send(begun);
    return begun;
  }

  private void send(CompletableFuture<Void> answer) {
    CompletionStage<Void> reached;
    try {
      CompletionStage<byte[]> written =
          server.eval(SCRIPT, ScriptOutputType.VALUE, new byte[][] {key});
      reached =
          written.thenCombine(
              server.waitForReplication(replicas, patience.toMillis()), this::check);
    } catch (RuntimeException failure) {
      reached = CompletableFuture.failedStage(failure);
    }
    var _ =
        reached.whenComplete((_, failure) -> {
          sendNext();
          if (failure == null) {
            answer.complete(null);
          } else {
            answer.completeExceptionally(failure);
          }
        });
  }

  private @Nullable Void check(byte[] writtenAt, long reached) {
    if (!replication.equals(new String(writtenAt, StandardCharsets.UTF_8))) {
      throw new IllegalStateException("another server has taken over");
    }
    if (reached < replicas) {
      throw new IllegalStateException(reached + " of " + replicas + " replicas have the message");
    }
    return null;
  }

  private void sendNext() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      waiting = next;
      next = null;
      underWay = waiting != null;
    }
    if (waiting != null) {
      send(waiting);
    }
  }
}
