package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A model of a durable store: fast, and never in trouble.
final class ModelStore implements DurableStore {
  private final SimulatedLoops loops;
  private final Disk disk;

  ModelStore(SimulatedLoops loops, Truth truth) {
    this.loops = loops;
    this.disk = new Disk(truth);
  }

  @Override
  public Logs open(ChannelPolicies policies, Logs memory) {
    return new DiskLogs(disk, loops.loops().get(SimulatedServer.WRITER), loops);
  }

  @Override
  public @Nullable Schedule schedule() {
    return null;
  }

  @Override
  public void end(Ending how) {}

  @Override
  public String epoch() {
    return Disk.EPOCH;
  }

  @Override
  public void meetTrouble(Random random) {}

  @Override
  public boolean mayRefuse(long sinceNanos) {
    return false;
  }

  @Override
  public void recover() {}

  @Override
  public void verify() {}

  @Override
  public void close() {}
}
