package dev.belfry.server.simulation;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.sql.SqlDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The real store on a real database. What it commits is read from the database after each task of
/// its writer, past the store, and told to the truth.
final class SqlStore implements DurableStore {
  private final SimulatedLoops loops;
  private final SimulatedLoop writer;
  private final SimulatedLoop reader;
  private final Truth truth;
  private final Appointments appointments;
  private final Fault fault;
  private final SqlDisk disk;
  private final SplittableRandom random;
  private final Map<ChannelName, Long> seen = new HashMap<>();
  private @Nullable DurableLogs logs;
  private String epoch = "";
  private boolean failing;
  private boolean inDoubt;
  private int troubles;
  private boolean setBack = true;

  /// An older state that a run may be set back to.
  private @Nullable Path older;

  private boolean olderIsBackup;

  /// Whether what is due in the wanderers leaves this store in this run.
  private boolean handedOver;

  /// The state before the last commit, where the fault wants it.
  private @Nullable Path stale;

  private long refusedAtNanos = -1;

  SqlStore(SimulatedLoops loops, Truth truth, Appointments appointments, Fault fault, long seed) {
    this.loops = loops;
    this.writer = loops.loops().get(SimulatedServer.WRITER);
    this.reader = loops.loops().get(SimulatedServer.READER);
    this.truth = truth;
    this.appointments = appointments;
    this.fault = fault;
    this.random = new SplittableRandom(seed);
    this.disk = new SqlDisk();
  }

  // ---- a run

  @Override
  public Logs open(ChannelPolicies policies, Logs memory) {
    fault.changes().forEach(disk::change);
    DurableLogs opened = disk.open(policies, this::write, reader::execute, loops, random.split());
    logs = opened;
    inDoubt = false;
    troubles++;
    opened.start(loops.loops().getFirst(), new HandedOver(memory, appointments, fault));
    String before = epoch;
    epoch = disk.epoch();
    Violation.unless(
        Breach.WRONG_EPOCH,
        epoch.equals(before) != setBack,
        "epoch " + before + " became " + epoch);
    if (setBack) {
      setBack = false;
      seen.clear();
      look(_ -> {});
      appointments.setBack(disk.scheduled());
    } else {
      look(appointments::appended);
      if (handedOver) {
        appointments.endWithMemory(Channels.WANDERERS, disk.scheduled());
      }
      verify();
    }
    handedOver =
        policies.policyFor(Channels.WANDERERS.getFirst()).store() == ChannelPolicy.Store.MEMORY;
    return opened;
  }

  private void write(Runnable task) {
    writer.execute(() -> {
      if (disk.ended()) {
        return;
      }
      stale = fault.losesTheLastCommit() && !failing ? disk.copy() : null;
      task.run();
      look(appointments::appended);
      noteRefusals();
    });
  }

  /// @param news hears the text of each message that was not there before
  private void look(Consumer<String> news) {
    for (ChannelName channel : Channels.ON_DISK) {
      for (SqlDisk.Row row : disk.rows(channel, seen.getOrDefault(channel, 0L))) {
        truth.keeps(channel, new Position(epoch, row.offset()), row.draft());
        news.accept(Truth.textOf(row.draft().data()));
        seen.put(channel, row.offset());
      }
    }
  }

  @Override
  public @Nullable Schedule schedule() {
    return logs;
  }

  @Override
  public String epoch() {
    return epoch;
  }

  // ---- trouble

  @Override
  public void meetTrouble(Random lots) {
    if (lots.nextInt(3) == 0 && !failing) {
      olderIsBackup = lots.nextBoolean();
      older = olderIsBackup ? disk.backup() : disk.copy();
    } else if (!failing) {
      failing = true;
      troubles++;
      disk.fail(lots.nextBoolean());
      writer.schedule(Duration.ofMillis(1 + lots.nextInt(1_000)), this::recover);
    }
  }

  @Override
  public void recover() {
    noteRefusals();
    if (failing) {
      failing = false;
      disk.mend();
      inDoubt = true;
      askWhetherReady(troubles);
    }
  }

  /// Until the store says that it works again it may refuse.
  private void askWhetherReady(int trouble) {
    SimulatedLoop loop = loops.loops().getFirst();
    if (logs == null || trouble != troubles) {
      return; // another one began meanwhile
    }
    logs.ready(
        loop,
        ready -> {
          if (!ready) {
            loop.schedule(Duration.ofMillis(10), () -> askWhetherReady(trouble));
          } else if (trouble == troubles) {
            noteRefusals();
            inDoubt = false;
          }
        });
  }

  private void noteRefusals() {
    if (failing || inDoubt) {
      refusedAtNanos = loops.nanos();
    }
  }

  @Override
  public boolean mayRefuse(long sinceNanos) {
    noteRefusals();
    return refusedAtNanos >= sinceNanos;
  }

  // ---- the end of a run

  @Override
  public void end(Ending how) {
    recover();
    switch (how) {
      case KILLED -> disk.kill(stale == null ? disk.copy() : stale);
      case STOPPED -> {
        refusedAtNanos = loops.nanos();
        disk.stop();
      }
      case SET_BACK -> {
        setBack = older != null;
        disk.kill(older == null ? disk.copy() : older);
        if (setBack && !olderIsBackup) {
          disk.reboot();
        }
        older = null;
      }
    }
    stale = null;
  }

  /// Rows past what was trimmed are all that was ever kept there, but for holes.
  @Override
  public void verify() {
    for (ChannelName channel : Channels.ON_DISK) {
      SqlDisk.Ends ends = disk.ends(channel);
      Violation.unless(
          Breach.LOST,
          ends.lost() == 0 || Channels.trims(channel),
          channel + ": trimmed to " + ends.lost());
      long last = ends.lost();
      for (SqlDisk.Row row : disk.rows(channel, last)) {
        Position position = new Position(epoch, row.offset());
        String text = Truth.textOf(row.draft().data());
        Violation.unless(
            Breach.OTHER_TEXT, truth.textAt(channel, position).equals(text), "not " + row);
        truth.onlyHoles(Breach.LOST, channel, epoch, last, row.offset() - 1, this);
        last = row.offset();
      }
      long head = truth.head(channel, epoch);
      truth.onlyHoles(Breach.LOST, channel, epoch, last, head, this);
      Violation.unless(
          Breach.OFFSET_USED_TWICE,
          ends.head() >= head,
          channel + ": head " + ends + " lies before " + head);
    }
    appointments.verify(disk.scheduled());
  }

  @Override
  public void close() {
    disk.close();
  }
}
