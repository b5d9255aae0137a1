package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.config.Sync;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.inbox.InboxClock;
import dev.belfry.server.inbox.InboxFixture;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.inbox.StoredInboxes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Inboxes in SQLite on threads of their own, which look for what is due when they are told to.
final class SqlInboxFixture implements InboxFixture {
  static final int SCHEDULED_MAX = 200;

  private final Path folder;
  private final InboxClock clock;
  private final InboxAges ages;
  private SqlLogs logs;

  SqlInboxFixture(Path folder, InboxClock clock) {
    this(folder, clock, InboxAges.NONE);
  }

  SqlInboxFixture(Path folder, InboxClock clock, InboxAges ages) {
    this.folder = folder;
    this.clock = clock;
    this.ages = ages;
    this.logs = open();
  }

  private SqlLogs open() {
    SqlBounds bounds =
        new SqlBounds(
            1 << 20,
            10_000,
            16 << 20,
            Duration.ofHours(24),
            new ScheduleBounds(SCHEDULED_MAX, 16 << 20),
            2,
            8 << 20,
            Set.of(),
            ages);
    ChannelPolicies policies = ServerConfig.defaults().channelPolicies();
    try {
      return SqlLogs.open(folder, policies, Sync.OS, bounds, clock, new SecureRandom());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public Inboxes inboxes() {
    return logs.inboxes();
  }

  @Override
  public void settle() {
    boolean done =
        ((StoredInboxes) logs.inboxes())
            .look()
            .toCompletableFuture()
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
    if (!done) {
      throw new AssertionError("what is due could not be done");
    }
  }

  @Override
  public void restart() {
    close();
    logs = open();
  }

  @Override
  public void close() {
    try {
      logs.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
