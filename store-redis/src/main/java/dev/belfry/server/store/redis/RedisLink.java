package dev.belfry.server.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to Redis, and whether they can be believed. Nothing is sent twice and nothing
/// waits for a connection: the client's own way to reconnect would do both. Each second the
/// connection that signals come by is tried: what is published there has to come back on it, from
/// the server that it was opened to, with the subscriptions that were confirmed. Where it does not,
/// all connections are opened anew, and all signals since are doubtful.
final class RedisLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final long RETRY_MILLIS_MIN = 100;
  private static final long RETRY_MILLIS_MAX = 2_000;
  private static final int QUEUE_MAX = 20_000;
  private static final int SUBSCRIBED_AT_ONCE = 512;

  /// Connections that were opened together.
  ///
  /// @param replication the server's replication id when they were
  private record Connections(
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisConnection<byte[], byte[]> appends,
      StatefulRedisPubSubConnection<String, byte[]> signals,
      String replication) {
    boolean open() {
      return commands.isOpen() && appends.isOpen() && signals.isOpen();
    }

    void close() {
      var _ = commands.closeAsync();
      var _ = appends.closeAsync();
      var _ = signals.closeAsync();
    }
  }

  private final String probeName;
  private final BiConsumer<String, byte[]> onSignal;
  private final Runnable onDoubt;
  private final Duration timeout;
  private final RedisClient client;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-redis").factory());

  /// What is to be subscribed to.
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Connections current;
  private volatile boolean closed;

  /// What was published last to find out whether it comes back, and what has come last.
  private long probe;

  private volatile long heard;
  private volatile boolean believed;
  private long retryMillis = RETRY_MILLIS_MIN;
  private boolean troubleTold;

  /// @param node names this node among all
  /// @param onSignal hears what is published where it is subscribed. Any thread
  /// @param onDoubt hears that signals may have been lost, once new ones come. Any thread
  RedisLink(
      RedisSettings settings, String node, BiConsumer<String, byte[]> onSignal, Runnable onDoubt) {
    this.probeName = new Keys(settings.prefix()).probe(node);
    this.onSignal = onSignal;
    this.onDoubt = onDoubt;
    this.timeout = settings.timeout();
    RedisURI uri = RedisURI.create(settings.url());
    uri.setTimeout(settings.timeout());
    this.client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .requestQueueSize(QUEUE_MAX)
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
            .protocolVersion(ProtocolVersion.RESP3)
            .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
            .build());
  }

  /// Begins to connect, and waits for the first try.
  void start() {
    Future<?> first = thread.submit(this::connect);
    try {
      first.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException later) {
      LOG.debug("Redis is not reached yet", later);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    var _ =
        thread.scheduleWithFixedDelay(
            this::probe, PROBE.toMillis(), PROBE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// For questions.
  RedisAsyncCommands<byte[], byte[]> commands() {
    return connections().commands.async();
  }

  /// For appends, which may have to wait for replicas.
  RedisAsyncCommands<byte[], byte[]> appends() {
    return connections().appends.async();
  }

  /// Whether what was published a second ago has come back.
  boolean believed() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    Connections open = current;
    return believed && open != null && open.open();
  }

  private Connections connections() {
    Connections open = current;
    if (open == null) {
      throw new IllegalStateException("not connected to Redis");
    }
    return open;
  }

  /// Subscribes, now and on all connections to come; done once the server has confirmed it.
  CompletionStage<?> subscribe(String name) {
    wanted.add(name);
    Connections open = current;
    return open == null
        ? CompletableFuture.failedStage(new IllegalStateException("not connected to Redis"))
        : open.signals.async().subscribe(name);
  }

  void unsubscribe(String name) {
    wanted.remove(name);
    Connections open = current;
    if (open != null) {
      var _ = open.signals.async().unsubscribe(name);
    }
  }

  // ---- connecting: the link's thread

  private void connect() {
    if (closed || current != null) {
      return;
    }
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      var commands = client.connect(ByteArrayCodec.INSTANCE);
      opened.add(commands);
      var appends = client.connect(ByteArrayCodec.INSTANCE);
      opened.add(appends);
      var signals = client.connectPubSub(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      opened.add(signals);
      Connections fresh =
          new Connections(
              commands, appends, signals, replicationOf(commands.sync().info("replication")));
      begin(fresh);
    } catch (RuntimeException failure) {
      opened.forEach(RedisLink::closeQuietly);
      if (!troubleTold) {
        LOG.warn("Redis can't be reached: {}", deepest(failure));
        troubleTold = true;
      }
      retryLater();
    }
  }

  private static void closeQuietly(AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception alsoFailed) {
      LOG.debug("a connection can't be closed", alsoFailed);
    }
  }

  private static String deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private void begin(Connections fresh) {
    fresh.signals.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String name, byte[] payload) {
            if (name.equals(probeName)) {
              heard = Long.parseLong(Pieces.text(payload));
            } else {
              onSignal.accept(name, payload);
            }
          }
        });
    fresh.signals.sync().subscribe(probeName);
    current = fresh; // from here on who subscribes does so by itself
    String[] names = wanted.toArray(String[]::new);
    for (int from = 0; from < names.length; from += SUBSCRIBED_AT_ONCE) {
      int to = Math.min(names.length, from + SUBSCRIBED_AT_ONCE);
      fresh.signals.sync().subscribe(Arrays.copyOfRange(names, from, to));
    }
    retryMillis = RETRY_MILLIS_MIN;
    if (troubleTold) {
      LOG.info("Redis is reached again");
      troubleTold = false;
    }
    heard = probe;
    publishProbe(fresh);
    believed = true;
    onDoubt.run();
  }

  private void retryLater() {
    long millis = retryMillis / 2 + ThreadLocalRandom.current().nextLong(retryMillis / 2 + 1);
    retryMillis = Math.min(RETRY_MILLIS_MAX, retryMillis * 2);
    if (!closed) {
      var _ = thread.schedule(this::connect, millis, TimeUnit.MILLISECONDS);
    }
  }

  // ---- whether the connections can be believed: the link's thread

  private void probe() {
    Connections open = current;
    if (open == null || closed) {
      return;
    }
    try {
      if (!open.open()) {
        giveUp(open, "a connection has ended");
      } else if (probe - heard > 1) {
        giveUp(open, "what was published does not come back");
      } else if (!replicationOf(open.commands.sync().info("replication"))
          .equals(open.replication)) {
        giveUp(open, "another server has taken over");
      } else {
        believed = true;
        publishProbe(open);
      }
    } catch (RuntimeException failure) {
      giveUp(open, deepest(failure));
    }
  }

  private void publishProbe(Connections open) {
    probe++;
    var _ = open.signals.async().publish(probeName, Keys.bytes(Long.toString(probe)));
  }

  private void giveUp(Connections open, String why) {
    LOG.warn("the connections to Redis are opened anew: {}", why);
    troubleTold = true;
    believed = false;
    current = null;
    open.close();
    connect();
  }

  static String replicationOf(String info) {
    int at = info.indexOf("master_replid:");
    return at < 0 ? "" : info.substring(at).lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    closed = true;
    var _ = thread.shutdownNow();
    current = null;
    var _ = client.shutdownAsync(0, 1, TimeUnit.SECONDS);
  }
}
