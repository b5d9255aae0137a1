package dev.belfry.server.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.LogLines;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.SimulatedLoops;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a connection does to the others of its loop when it throws.
class ConnectionTableTest {
  private final SimulatedLoops simulation = new SimulatedLoops(1, 1);
  private final ConnectionTable table =
      new ConnectionTable(simulation.loops().getFirst(), simulation);
  private final RecordingConnection before = new RecordingConnection(null);
  private final RecordingConnection failing = new RecordingConnection(new IllegalStateException());
  private final RecordingConnection broken = new RecordingConnection(new StackOverflowError());
  private final RecordingConnection after = new RecordingConnection(null);

  private void startWithAll() {
    List.of(before, failing, broken, after).forEach(table::add);
    table.start();
  }

  @Test
  void aConnectionThatThrowsInItsTimerIsClosedAndTheOthersHaveTheirTurnEachSecond() {
    startWithAll();
    simulation.settle();
    simulation.pass(Duration.ofSeconds(3));
    assertThat(before.ticks).isEqualTo(4);
    assertThat(after.ticks).isEqualTo(4);
    assertThat(failing.aborts).isOne();
    assertThat(broken.aborts).isOne();
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void oneThatCanNotBeClosedEitherIsTriedAgainAndLoggedOnceAMinute() {
    failing.abortable = false;
    startWithAll();
    try (LogLines log = LogLines.of(FaultGuard.class)) {
      simulation.pass(Duration.ofSeconds(50));
      assertThat(log.all()).hasSize(1);
    }
    assertThat(failing.ticks).isEqualTo(51);
    assertThat(after.ticks).isEqualTo(51);
  }

  @Test
  void allAreShutDownThoughOneThrows() {
    startWithAll();
    simulation.settle();
    failing.abortable = false;
    table.shutDown(Duration.ofSeconds(1));
    simulation.pass(Duration.ofSeconds(2));
    assertThat(before.shutDowns).isOne();
    assertThat(after.shutDowns).isOne();
  }

  @Test
  void allThatAreLeftAreClosedThoughOneThrows() {
    failing.abortable = false;
    List.of(before, failing, after).forEach(table::add);
    table.abort();
    assertThat(before.aborts).isOne();
    assertThat(after.aborts).isOne();
  }

  /// Counts what it is told, and throws where it has something to throw.
  private final class RecordingConnection extends Connection {
    private final Throwable fault;
    private int ticks;
    private int shutDowns;
    private int aborts;
    private boolean abortable = true;

    RecordingConnection(Throwable fault) {
      this.fault = fault;
    }

    private void fail() {
      switch (fault) {
        case null -> {}
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        default -> throw new IllegalArgumentException(fault);
      }
    }

    @Override
    protected ConnectionKind kind() {
      return ConnectionKind.STREAM;
    }

    @Override
    protected Channel channel() {
      return new EmbeddedChannel();
    }

    @Override
    protected void tick(int nowSeconds) {
      ticks++;
      fail();
    }

    @Override
    protected void shutDown() {
      shutDowns++;
      fail();
    }

    @Override
    protected void abort() {
      aborts++;
      if (!abortable) {
        fail();
      }
      table.remove(this);
    }
  }
}
