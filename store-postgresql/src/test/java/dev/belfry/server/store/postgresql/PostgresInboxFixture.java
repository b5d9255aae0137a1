package dev.belfry.server.store.postgresql;

import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.inbox.SharedInboxes;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.inbox.StoredInboxes;
import dev.belfry.server.store.shared.ChannelState;
import dev.belfry.server.store.shared.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Inboxes of several nodes in one database of PostgreSQL, whose clock is the test's. Whatever is
/// asked is asked of any node, and restarts are of any.
final class PostgresInboxFixture implements InboxFixture {
  private static final String CLOCK =
      """
      CREATE TABLE %s.simulated_clock (millis bigint NOT NULL);
      INSERT INTO %s.simulated_clock VALUES (0);
      CREATE OR REPLACE FUNCTION %s.millis_v1() RETURNS bigint LANGUAGE sql VOLATILE AS
        'SELECT millis FROM %s.simulated_clock';
      """;

  static final int SCHEDULED_MAX = 200;

  private final TestDatabase database;
  private final InboxClock clock;
  private final SplittableRandom random;
  private final List<PostgresEngine> nodes = new ArrayList<>();

  private PostgresInboxFixture(TestDatabase database, InboxClock clock, SplittableRandom random) {
    this.database = database;
    this.clock = clock;
    this.random = random;
    database.settings(base -> base.withSchedule(new ScheduleBounds(SCHEDULED_MAX, 16 << 20)));
  }

  /// Inboxes in schemas of their own.
  PostgresInboxFixture(TestDatabase database, InboxClock clock, long seed, int nodes) {
    this(withNewSchemas(database), clock, new SplittableRandom(seed));
    start(nodes);
    setClock();
    awaitClocks();
    forgetRetention();
  }

  private static TestDatabase withNewSchemas(TestDatabase database) {
    database.newSchemas();
    return database;
  }

  /// Those that are in the schemas to which the database is set. No node sees another time than the
  /// test's.
  static PostgresInboxFixture over(
      TestDatabase database, InboxClock clock, SplittableRandom random, int nodes) {
    PostgresInboxFixture fixture = new PostgresInboxFixture(database, clock, random);
    fixture.setClock();
    fixture.start(nodes);
    fixture.awaitClocks();
    return fixture;
  }

  private void start(int count) {
    for (int i = 0; i < count; i++) {
      nodes.add(open());
    }
  }

  private void setClock() {
    database.execute(Durability.DURABLE, CLOCK);
    clock.atAdvance(millis ->
        database.execute(Durability.DURABLE, "UPDATE %s.simulated_clock SET millis = " + millis));
  }

  /// Looks that began by the machine's clock have ended, and nothing is known of it.
  private void forgetRetention() {
    nodes.forEach(PostgresInboxFixture::look);
    database.execute(Durability.DURABLE, "UPDATE %s.inbox_retention SET time = 0");
    nodes.forEach(PostgresInboxFixture::look);
  }

  private static void look(PostgresEngine node) {
    StoredInboxes inboxes = (StoredInboxes) node.inboxes().orElseThrow();
    if (!inboxes.look().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join()) {
      throw new AssertionError("what is due could not be done");
    }
  }

  /// All nodes know the database's time.
  private void awaitClocks() {
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> nodes.stream().allMatch(node -> node.clock().wallMillis() == clock.wallMillis()));
  }

  /// Its own clock stands still: the database alone says what time it is, so that no node, which
  /// also looks by itself for what is due, is ever ahead of the test.
  private PostgresEngine open() {
    PostgresEngine engine = database.open(Durability.DURABLE, new InboxClock());
    engine.start(new Unheard());
    return engine;
  }

  private static final class Unheard implements Signals {
    @Override
    public void appended(ChannelName channel, ChannelState state, List<Message> messages) {}

    @Override
    public void doubtful() {}
  }

  @Override
  public Inboxes inboxes() {
    return any().inboxes().orElseThrow();
  }

  SharedInboxes node(int index) {
    return nodes.get(index).inboxes().orElseThrow();
  }

  private PostgresEngine any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  @Override
  public void settle() {
    awaitClocks();
    PostgresEngine node = any();
    look(node); // perhaps one that began before
    look(node);
  }

  @Override
  public boolean idsRise() {
    return nodes.size() == 1;
  }

  @Override
  public void restart() {
    PostgresEngine leaves = any();
    leaves.close();
    nodes.set(nodes.indexOf(leaves), open());
    awaitClocks();
  }

  @Override
  public void close() {
    nodes.forEach(PostgresEngine::close);
    nodes.clear();
  }
}
