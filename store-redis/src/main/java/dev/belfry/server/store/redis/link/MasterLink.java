package dev.belfry.server.store.redis.link;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The connections to one master that were opened together: one generation, which is given up as a
/// whole. Each second the connection that signals come by is tried, by commands on that very
/// connection, whose answers and messages have one order: what is published there has come back
/// when the answers come, from the server that it was opened to, with as many subscriptions as were
/// asked for before. The thread of `RedisLink` owns it; `commands`, `appends`, `replicated` and
/// `believed` are for any thread.
public final class MasterLink {
  private static final long BELIEVED_NANOS = Duration.ofSeconds(3).toNanos();
  private static final int SUBSCRIBED_AT_ONCE = 512;
  private static final int SHARDED_SINCE = 7;

  /// The connection is well, but the server does nothing for the time being.
  private static final Pattern NOT_NOW = Pattern.compile("^(CLUSTERDOWN|LOADING|BUSY|MASTERDOWN) ");

  /// Publishes to the node itself, and returns which server this is.
  private static final String PROBE =
      "redis.call(ARGV[1], ARGV[2], ARGV[3]) local i = redis.call('INFO', 'replication') "
          + "return string.match(i, 'role:(%a+)') .. string.match(i, 'master_replid:(%x+)')";

  /// What becomes of the connections. Called by any thread.
  interface Owner {
    void signalled(String name, byte[] payload);

    /// The server has given up a subscription: its slot may have moved.
    void unsubscribed(MasterLink link, String name);

    /// A probe has been answered, or not.
    void probed(MasterLink link, Runnable judgement);
  }

  /// What a probe has found.
  enum Verdict {
    GOOD,
    /// Good, and the first since signals may have been lost.
    GOOD_AGAIN,
    /// Something has to be looked at again.
    SUSPECT,
    ENDED
  }

  private final Address address;
  private final Connections connections;
  private final String replication;
  private final boolean sharded;
  private final String probeName;
  private final ReplicaWaits waits;

  /// What the server should have subscriptions to, besides the probe's.
  private final Set<String> names = new HashSet<>();

  private long asked;
  private long askedNanos;
  private long judged;

  /// The first probe that is to find all subscriptions; since then signals may have been lost.
  private long doubtfulFrom;

  private int miscounts;
  private String why = "";
  private volatile long heard;
  private volatile long goodNanos;
  private volatile boolean good;

  private MasterLink(
      Address address, Connections connections, ServerInfo info, LinkSettings settings, int first) {
    this.address = address;
    this.connections = connections;
    this.replication = info.replication();
    this.sharded =
        settings.url().form() == RedisUrl.Form.CLUSTER && info.version() >= SHARDED_SINCE;
    this.probeName = settings.ownNames().apply(first);
    this.waits =
        new ReplicaWaits(
            connections.waits().async(),
            probeName,
            replication,
            settings.waitReplicas(),
            settings.timeout().dividedBy(3));
  }

  /// Opens the connections, and waits for it.
  ///
  /// @param first a partition that the master has
  static MasterLink open(RedisClient client, Address address, LinkSettings settings, int first) {
    Connections connections =
        Connections.open(
            client,
            settings.url().server(address, settings.timeout()),
            settings.waitReplicas() > 0);
    try {
      ServerInfo info = ServerInfo.read(connections.commands().sync());
      info.check(settings.url().form());
      return new MasterLink(address, connections, info, settings, first);
    } catch (RuntimeException unusable) {
      connections.close();
      throw unusable;
    }
  }

  Address address() {
    return address;
  }

  // ---- for any thread

  /// For questions.
  public RedisAsyncCommands<byte[], byte[]> commands() {
    return connections.commands().async();
  }

  /// For appends, which do not wait behind long answers.
  public RedisAsyncCommands<byte[], byte[]> appends() {
    return connections.appends().async();
  }

  /// Publishes, as those who subscribe here hear it.
  public CompletionStage<Long> publish(String name, byte[] payload) {
    return sharded
        ? commands().spublish(bytes(name), payload)
        : commands().publish(bytes(name), payload);
  }

  /// Done once replicas have all that was written here so far, as many as are wanted.
  public CompletionStage<Void> replicated() {
    return waits.await();
  }

  /// Whether a probe of the last seconds was good.
  boolean believed() {
    return good && System.nanoTime() - goodNanos < BELIEVED_NANOS && connections.open();
  }

  // ---- subscribing: the thread of RedisLink

  /// Begins to hear, and subscribes to names.
  ///
  /// @param byPartition the names of each partition that the master has
  void begin(Owner owner, Collection<? extends Collection<String>> byPartition) {
    connections.signals().addListener(new Listener(owner));
    var _ = subscribeOnServer(List.of(probeName));
    byPartition.forEach(this::take);
    doubtfulFrom = asked + 1;
  }

  /// Subscribes to names of a partition that has come here.
  void take(Collection<String> ofPartition) {
    List<String> left = new ArrayList<>(ofPartition);
    while (!left.isEmpty()) {
      List<String> some = left.subList(0, Math.min(left.size(), SUBSCRIBED_AT_ONCE));
      names.addAll(some);
      var _ = subscribeOnServer(some);
      some.clear();
    }
    doubtfulFrom = asked + 1;
  }

  /// Subscribes to a name; done once the server has confirmed it.
  CompletionStage<Void> subscribe(String name) {
    names.add(name);
    return subscribeOnServer(List.of(name));
  }

  private CompletionStage<Void> subscribeOnServer(List<String> of) {
    RedisPubSubAsyncCommands<String, byte[]> server = connections.signals().async();
    String[] array = of.toArray(String[]::new);
    try {
      return sharded ? server.ssubscribe(array) : server.subscribe(array);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedStage(failure);
    }
  }

  boolean subscribedTo(String name) {
    return names.contains(name);
  }

  /// The server has refused a subscription.
  void refused(String name) {
    names.remove(name);
  }

  void unsubscribe(Collection<String> some) {
    List<String> known = some.stream().filter(names::remove).toList();
    if (!known.isEmpty() && connections.signals().isOpen()) {
      String[] array = known.toArray(String[]::new);
      RedisPubSubAsyncCommands<String, byte[]> server = connections.signals().async();
      var _ = sharded ? server.sunsubscribe(array) : server.unsubscribe(array);
    }
  }

  void close() {
    good = false;
    connections.close();
  }

  // ---- whether the connections can be believed: the thread of RedisLink

  /// Why they can't.
  String why() {
    return why;
  }

  private Verdict ended(String because) {
    why = because;
    good = false;
    return Verdict.ENDED;
  }

  /// Tries the connections; what is found is told by `then`.
  Verdict probe(Owner owner, Consumer<Verdict> then) {
    if (!connections.open()) {
      return ended("a connection has ended");
    }
    if (judged < asked) {
      return System.nanoTime() - askedNanos > BELIEVED_NANOS
          ? ended("a probe is not answered")
          : Verdict.SUSPECT;
    }
    long nonce = ++asked;
    askedNanos = System.nanoTime();
    int expected = names.size() + 1;
    try {
      RedisPubSubAsyncCommands<String, byte[]> server = connections.signals().async();
      CompletionStage<byte[]> who =
          server.eval(
              PROBE,
              ScriptOutputType.VALUE,
              new String[0],
              bytes(sharded ? "SPUBLISH" : "PUBLISH"),
              bytes(probeName),
              bytes(Long.toString(nonce)));
      CompletionStage<String> client = server.clientInfo();
      var _ =
          who.thenCombine(client, (by, info) -> new Answer(text(by), subscriptions(info)))
              .whenComplete((answer, failure) ->
                  owner.probed(this, () -> then.accept(judge(nonce, expected, answer, failure))));
      return Verdict.GOOD;
    } catch (RuntimeException failure) {
      return ended(Trouble.deepest(failure));
    }
  }

  /// What a probe was answered.
  ///
  /// @param subscriptions -1 where the server does not count them
  private record Answer(String by, int subscriptions) {}

  private Verdict judge(
      long nonce, int expected, @Nullable Answer answer, @Nullable Throwable failure) {
    judged = nonce;
    if (answer == null) {
      String trouble = failure == null ? "no answer" : Trouble.deepest(failure);
      good = false;
      return NOT_NOW.matcher(trouble).find() ? Verdict.SUSPECT : ended(trouble);
    }
    if (!answer.by().equals("master" + replication)) {
      return ended("another server has taken over");
    }
    if (heard != nonce) {
      return ended("what was published does not come back");
    }
    if (answer.subscriptions() >= 0 && answer.subscriptions() != expected) {
      miscounts++;
      return miscounts > 1
          ? ended(answer.subscriptions() + " of " + expected + " subscriptions are left")
          : Verdict.SUSPECT;
    }
    miscounts = 0;
    goodNanos = System.nanoTime();
    good = true;
    boolean again = doubtfulFrom > 0 && nonce >= doubtfulFrom;
    doubtfulFrom = again ? 0 : doubtfulFrom;
    return again ? Verdict.GOOD_AGAIN : Verdict.GOOD;
  }

  private static final Pattern SUB = Pattern.compile(" sub=(\\d+)");
  private static final Pattern SSUB = Pattern.compile(" ssub=(\\d+)");

  private int subscriptions(String clientInfo) {
    Matcher count = (sharded ? SSUB : SUB).matcher(clientInfo);
    return count.find() ? Integer.parseInt(count.group(1)) : -1;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Hears what is published.
  private final class Listener extends RedisPubSubAdapter<String, byte[]> {
    private final Owner owner;

    Listener(Owner owner) {
      this.owner = owner;
    }

    @Override
    public void message(String name, byte[] payload) {
      if (name.equals(probeName)) {
        heard = Long.parseLong(text(payload));
      } else {
        owner.signalled(name, payload);
      }
    }

    @Override
    public void smessage(String name, byte[] payload) {
      message(name, payload);
    }

    @Override
    public void sunsubscribed(String name, long count) {
      owner.unsubscribed(MasterLink.this, name);
    }
  }
}
