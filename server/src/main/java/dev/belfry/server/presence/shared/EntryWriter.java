package dev.belfry.server.presence.shared;

import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.cluster.PresenceMark;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes who is present on this node: changes of some time together, one batch under way. What
/// changes meanwhile waits with its owner, where it takes no more room than those who are there. A
/// batch that was not answered is written again, with the same number. Where what was written
/// before may be lost, all is written anew in another edition, which the others read once it is
/// complete. Owned by the loop of the cluster.
final class EntryWriter {
  static final String SUBJECT = "presence";

  /// For so long changes are collected.
  static final Duration INTERVAL = Duration.ofMillis(200);

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int ENTRIES_MAX = 1_000;
  private static final int BYTES_MAX = 256 * 1024;

  /// What is being written, or is to be written again.
  private record Batch(OwnMembers from, OwnMembers.Changes changes) {}

  private final Cluster cluster;
  private final PresenceTable table;
  private final Loop loop;
  private final Runnable renewRow;
  private final Consumer<List<PresenceTable.Entry>> written;
  private final List<OwnMembers> owners;

  /// Those that have something to write, in their order.
  private final ArrayDeque<OwnMembers> pending = new ArrayDeque<>();

  private long edition;
  private long batches;

  /// Editions that the others may still read, until this one is complete.
  private final List<String> over = new ArrayList<>();

  /// Those that have yet to tell all in this edition; empty once it is complete.
  private final Set<OwnMembers> untold = new HashSet<>();

  /// Whether this node is there for the others, so that its entries are not swept away.
  private boolean there;

  private boolean underWay;
  private boolean timerSet;
  private @Nullable Batch unanswered;
  private volatile PresenceMark mark = PresenceMark.NONE;

  /// @param renewRow has the node's row written soon
  /// @param written hears what was written
  EntryWriter(
      Cluster cluster,
      PresenceTable table,
      Loop loop,
      List<OwnMembers> owners,
      Runnable renewRow,
      Consumer<List<PresenceTable.Entry>> written) {
    this.cluster = cluster;
    this.table = table;
    this.loop = loop;
    this.owners = owners;
    this.renewRow = renewRow;
    this.written = written;
  }

  /// How far it is. Any thread.
  PresenceMark mark() {
    return mark;
  }

  String edition() {
    return PresenceTable.edition(cluster.id(), edition);
  }

  boolean complete() {
    return untold.isEmpty();
  }

  /// What was written may be lost: all is written anew, once the node is there again.
  void beginEdition() {
    if (edition > 0) {
      over.add(edition());
    }
    edition++;
    batches = 0;
    mark = PresenceMark.NONE;
    there = false;
    unanswered = null;
    underWay = false;
    pending.clear();
    pending.addAll(owners);
    untold.addAll(owners);
    owners.forEach(owner -> owner.loop().execute(owner::restate));
  }

  /// The engine has this node's row.
  void there() {
    there = true;
    writeNext();
  }

  /// Something has changed with an owner.
  void changed(OwnMembers owner) {
    addPending(owner);
    writeIn(INTERVAL);
  }

  private void addPending(OwnMembers owner) {
    if (!pending.contains(owner)) {
      pending.add(owner);
    }
  }

  private void writeIn(Duration delay) {
    if (!timerSet && !underWay && there) {
      timerSet = true;
      loop.schedule(
          delay,
          () -> {
            timerSet = false;
            writeNext();
          });
    }
  }

  private void writeNext() {
    if (underWay || !there) {
      return;
    }
    Batch again = unanswered;
    if (again != null) {
      underWay = true;
      write(again);
      return;
    }
    OwnMembers owner = pending.poll();
    if (owner != null) {
      underWay = true;
      long of = edition;
      owner
          .loop()
          .execute(() -> {
            OwnMembers.Changes changes = owner.take(ENTRIES_MAX, BYTES_MAX);
            loop.execute(() -> took(of, new Batch(owner, changes)));
          });
    }
  }

  /// What an owner gave for an edition that is over it has been told to tell again.
  private void took(long of, Batch batch) {
    if (of != edition) {
      return;
    }
    if (batch.changes.lost()) {
      renewEdition();
    } else if (batch.changes.entries().isEmpty()) {
      underWay = false;
      done(batch);
    } else {
      batches++;
      write(batch);
    }
  }

  /// Who has left is not known: what is there no more must not be read.
  private void renewEdition() {
    beginEdition();
    there = true;
    renewRow.run();
    writeNext();
  }

  private void write(Batch batch) {
    long of = edition;
    unanswered = batch;
    var _ =
        table
            .write(edition(), batches, batch.changes.entries())
            .whenComplete((_, failure) ->
                loop.execute(() -> {
                  if (of == edition) {
                    answered(batch, failure == null);
                  }
                }));
  }

  private void answered(Batch batch, boolean good) {
    underWay = false;
    if (!good) {
      writeIn(RETRY);
      return;
    }
    unanswered = null;
    if (complete()) {
      mark = new PresenceMark(edition, batches);
      List<PresenceTable.Entry> entries = batch.changes.entries();
      cluster.tell(SUBJECT, WrittenBatch.of(edition, batches, entries).write());
      written.accept(entries);
    }
    done(batch);
  }

  /// What an owner gave is written.
  private void done(Batch batch) {
    if (batch.changes.more()) {
      addPending(batch.from);
      writeNext();
      return;
    }
    if (!complete() && untold.remove(batch.from) && complete()) {
      mark = new PresenceMark(edition, batches);
      renewRow.run();
      over.forEach(table::end);
      over.clear();
      written.accept(List.of());
    }
    if (complete() && !pending.isEmpty()) {
      writeIn(INTERVAL);
    } else {
      writeNext();
    }
  }
}
