package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Draft;
import dev.belfry.server.store.DraftDigest;
import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.GivenIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends by one thread, a group after another: what comes while a statement is under way goes
/// into the next. So messages of one channel keep their order, and this node's groups are numbered
/// in the order of their commits. Any thread asks.
final class Appends {
  private static final Logger LOG = LoggerFactory.getLogger(Appends.class);
  private static final int DUE_ROWS = 300;
  private static final long DUE_BYTES = 1 << 20;

  private final Connections connections;
  private final Statements statements;
  private final GivenIds ids;
  private final EngineClock clock;
  private final Deadlines deadlines;
  private final Consumer<CommittedGroup> committed;
  private final DraftDigest digest = new DraftDigest();
  private final LinkedBlockingQueue<GroupItem> queue = new LinkedBlockingQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final long waitingBytesMax;
  private final AtomicBoolean dueWaits = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean closed;

  /// What appends are made of.
  ///
  /// @param committed hears of each group before those who wait for it do
  record Parts(
      Connections connections,
      Statements statements,
      GivenIds ids,
      EngineClock clock,
      Deadlines deadlines,
      long waitingBytesMax,
      Consumer<CommittedGroup> committed) {}

  Appends(Parts parts) {
    this.connections = parts.connections;
    this.statements = parts.statements;
    this.ids = parts.ids;
    this.clock = parts.clock;
    this.deadlines = parts.deadlines;
    this.waitingBytesMax = parts.waitingBytesMax;
    this.committed = parts.committed;
    this.thread =
        Thread.ofPlatform().name("belfry-postgresql-append").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  CompletionStage<Appending> append(ChannelName channel, ChannelPolicy policy, Draft draft) {
    AskedAppend append =
        new AskedAppend(
            channel,
            KeptHistory.of(policy),
            !policy.echo(),
            draft,
            Rows.lasts(draft.expiresAtMillis(), clock.own().wallMillis()),
            deadlines.begin());
    if (waitingBytes.addAndGet(append.costBytes()) > waitingBytesMax) {
      waitingBytes.addAndGet(-append.costBytes());
      append
          .answer()
          .completeExceptionally(
              new RejectedExecutionException("too many appends wait for the database"));
    } else {
      queue.add(append);
    }
    return append.answer();
  }

  /// Commits a group, be there something to append or not.
  CompletableFuture<GroupItem.GroupNumber> probe() {
    GroupItem.Probe probe = new GroupItem.Probe(deadlines.begin());
    queue.add(probe);
    return probe.answer();
  }

  /// Appends what has come due, where that is not about to happen already.
  void due() {
    if (dueWaits.compareAndSet(false, true)) {
      queue.add(new GroupItem.Due());
    }
  }

  private void run() {
    while (!closed) {
      try {
        GroupItem first = queue.take();
        if (first instanceof GroupItem.Due) {
          dueWaits.set(false);
          appendDue();
        } else {
          commit(form(first));
        }
      } catch (InterruptedException _) {
        // the loop's condition says whether this is the end
      } catch (RuntimeException | Error fault) {
        LOG.error("a group could not be appended", fault);
      }
    }
  }

  private CommitGroup form(GroupItem first) {
    CommitGroup group = new CommitGroup();
    var _ = group.add(first);
    taken(first);
    for (GroupItem next = queue.peek(); next != null && group.add(next); next = queue.peek()) {
      queue.remove();
      taken(next);
    }
    return group;
  }

  /// An item waits no more; what is in a group is counted with it.
  private void taken(GroupItem item) {
    if (item instanceof AskedAppend append) {
      waitingBytes.addAndGet(-append.costBytes());
    }
  }

  private void commit(CommitGroup group) {
    if (group.empty()) {
      return;
    }
    waitingBytes.addAndGet(group.costBytes());
    try (Connection connection = connections.borrow()) {
      CommittedGroup done = group.commit(connection, statements, ids, digest);
      committed.accept(done);
      group.committed(done);
    } catch (SQLException | RuntimeException | Error failure) {
      group.failed(failure);
    } finally {
      waitingBytes.addAndGet(-group.costBytes());
    }
  }

  private void appendDue() {
    try (Connection connection = connections.borrow()) {
      CommittedGroup done = callDue(connection);
      if (done != null) {
        committed.accept(done);
        due(); // there may be more
      }
    } catch (SQLException failure) {
      LOG.debug("what is due can't be appended now: {}", failure.getMessage());
    }
  }

  private @Nullable CommittedGroup callDue(Connection connection) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.due())) {
      call.setString(1, statements.node());
      call.setLong(2, statements.idempotencyAgeMillis());
      call.setInt(3, DUE_ROWS);
      call.setLong(4, DUE_BYTES);
      try (ResultSet result = call.executeQuery()) {
        return CommittedGroup.read(result);
      }
    }
  }

  /// Begins no further group. What waits is failed by its deadlines.
  void close() {
    closed = true;
    thread.interrupt();
  }

  /// Waits a while until it has ended, so that no statement is cut off.
  void await() {
    Ending.await(thread);
  }
}
