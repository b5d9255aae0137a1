package dev.belfry.server;

import dev.belfry.server.auth.Control;
import dev.belfry.server.auth.DisconnectedUsers;
import dev.belfry.server.auth.HmacSha256;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.admission.CurrentIdentity;
import dev.belfry.server.auth.admission.Identity;
import dev.belfry.server.auth.ticket.LocalControl;
import dev.belfry.server.auth.ticket.Tickets;
import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.config.Auth;
import dev.belfry.server.config.Secret;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.RateTable;
import dev.belfry.server.session.UserConnections;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// The identity of one node: made from its configuration, made anew when that is read again, and
/// looked after once a second.
final class IdentityUpkeep implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int ADDRESSES_MAX = 100_000;
  private static final int KEY_BYTES = 32;
  private static final byte[] TICKET_KEY =
      "belfry ticket key 1".getBytes(StandardCharsets.US_ASCII);

  private final Clock clock;
  private final FaultGuard faults;
  private final SecureRandom random = new SecureRandom();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final NotBefore notBefore;
  private final Optional<NodeControl> nodes;
  private final Control control;
  private final Tickets tickets;
  private final CurrentIdentity current;

  /// @param stores have what nodes know together
  /// @throws IOException naming a file that can't be read
  IdentityUpkeep(ServerConfig config, Stores stores, Clock clock) throws IOException {
    this.clock = clock;
    this.faults = new FaultGuard("looking after keys", clock);
    this.notBefore = new NotBefore(randomBytes());
    Optional<byte[]> ticketKey = ticketKey(config.auth());
    this.nodes =
        stores.ofControl().map(logs -> new NodeControl(logs, ticketKey, notBefore, clock, random));
    this.control =
        nodes.isPresent()
            ? nodes.get()
            : new LocalControl(
                ticketKey.orElseGet(this::randomBytes), clock, keptBeside(stores.dataFolder()));
    this.tickets = new Tickets(control, clock, random::nextBytes);
    RateTable failures = new RateTable(config.limits().failedAuthentications(), ADDRESSES_MAX);
    this.current = new CurrentIdentity(identityOf(config), failures, clock);
    threads.execute(this::tick);
  }

  /// Where a node that is alone has a data folder, it remembers who was told to go.
  private Optional<LocalControl.Disconnections> keptBeside(Optional<Path> folder)
      throws IOException {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    DisconnectedUsers users =
        DisconnectedUsers.open(
            folder.get().resolve("disconnected"), clock.wallMillis(), notBefore::set);
    return Optional.of(
        (user, millis, then) -> threads.execute(() -> then.accept(users.add(user, millis))));
  }

  /// Begins to read what nodes know together, and waits for the first answer.
  ///
  /// @param users whose connections are counted on all nodes together, where they are bounded
  /// @param loop that counts them
  void start(Cluster cluster, UserConnections users, Loop loop, Duration most) {
    if (users.bounded()) {
      nodes.ifPresent(all -> all.count(cluster.id(), users.share(), loop, clock));
    }
    nodes.ifPresent(all -> all.start(cluster, most));
  }

  CurrentIdentity current() {
    return current;
  }

  /// The identity of another configuration.
  ///
  /// @throws IOException naming a file of keys that can't be read
  Identity prepare(ServerConfig config) throws IOException {
    return identityOf(config);
  }

  /// Has another identity hold from now on, in place of the one before.
  void replace(Identity next) {
    current.replace(next);
  }

  private Identity identityOf(ServerConfig config) throws IOException {
    return new Identity(config, control, tickets, notBefore, clock, threads);
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  /// Made from a secret of the configuration where there is one, so that tickets outlive a restart
  /// and other nodes take them.
  private static Optional<byte[]> ticketKey(Auth auth) {
    Optional<Secret> secret =
        Stream.concat(
                auth.tokens().stream().flatMap(rule -> rule.secret().stream()),
                auth.callback().secret().stream())
            .findFirst();
    return secret.map(shared -> HmacSha256.of(shared.bytes(), TICKET_KEY));
  }

  private void tick() {
    try {
      while (!threads.isShutdown()) {
        Thread.sleep(TICK);
        var _ = faults.run(current::tick);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    current.close();
  }
}
