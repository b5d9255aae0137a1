package dev.belfry.server.store.redis.link;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks several servers the same question at once. Each has a connection of its own, which is
/// opened when it is first asked, and again after it has failed; they end with the client. One
/// thread at a time uses it.
final class ServerPoll {
  private static final Logger LOG = LoggerFactory.getLogger(ServerPoll.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final RedisClient client;
  private final Function<Address, RedisURI> uriOf;
  private final Map<Address, CompletableFuture<StatefulRedisConnection<String, String>>>
      connections = new HashMap<>();
  private String trouble = "";

  ServerPoll(RedisClient client, Function<Address, RedisURI> uriOf) {
    this.client = client;
    this.uriOf = uriOf;
  }

  /// Waits for the answers, a second at most, and returns those that have come.
  <T> Map<Address, T> ask(
      Collection<Address> servers,
      Function<RedisAsyncCommands<String, String>, CompletionStage<T>> question) {
    dropAllBut(Set.copyOf(servers));
    Map<Address, CompletableFuture<T>> asked = new LinkedHashMap<>();
    for (Address server : servers) {
      asked.put(
          server,
          connectionTo(server)
              .thenCompose(connection -> question.apply(connection.async()))
              .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }
    Map<Address, T> answers = new LinkedHashMap<>();
    trouble = "";
    asked.forEach((server, answer) -> {
      try {
        T value = answer.join();
        if (value != null) {
          answers.put(server, value);
        }
      } catch (RuntimeException failure) {
        LOG.debug("{} does not answer", server, failure);
        trouble = Trouble.at(server, failure);
        drop(server);
      }
    });
    return answers;
  }

  /// Why one of them did not answer the last time; empty where all did.
  String trouble() {
    return trouble;
  }

  private CompletableFuture<StatefulRedisConnection<String, String>> connectionTo(Address server) {
    return connections.computeIfAbsent(
        server,
        _ -> client.connectAsync(StringCodec.UTF8, uriOf.apply(server)).toCompletableFuture());
  }

  private void dropAllBut(Set<Address> servers) {
    Set.copyOf(connections.keySet()).stream()
        .filter(server -> !servers.contains(server))
        .forEach(this::drop);
  }

  private void drop(Address server) {
    var connection = connections.remove(server);
    if (connection != null) {
      var _ =
          connection.thenAccept(open -> {
            if (open.isOpen()) {
              var _ = open.closeAsync();
            }
          });
    }
  }
}
