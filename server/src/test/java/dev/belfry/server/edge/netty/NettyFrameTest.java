package dev.belfry.server.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.runtime.ByteBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class NettyFrameTest {
  private final ByteBudget budget = new ByteBudget(1_000_000);

  @Test
  void aFrameThatWaitsForManyIsHeldOnce() {
    NettyFrame frame = new NettyFrame(Unpooled.directBuffer(60_000).writeZero(60_000));
    for (int i = 0; i < 1_000; i++) {
      frame.enterOutbox(budget);
    }
    assertThat(budget.bytes()).isBetween(60_000L, 61_000L);
    for (int i = 0; i < 999; i++) {
      frame.leaveOutbox(budget);
    }
    assertThat(budget.bytes()).isBetween(60_000L, 61_000L);
    frame.leaveOutbox(budget);
    assertThat(budget.bytes()).isZero();
    frame.release();
  }

  @Test
  void whatIsAllocatedIsHeldThoughFewerBytesAreWritten() {
    NettyFrame frame = new NettyFrame(Unpooled.directBuffer(4_096).writeZero(18));
    frame.enterOutbox(budget);
    assertThat(budget.bytes()).isGreaterThanOrEqualTo(4_096);
    frame.leaveOutbox(budget);
    frame.release();
  }

  /// Over TLS the last outbox hears late that the frame is out: its buffer was released, and is
  /// used for something of another size.
  @Test
  void asMuchIsGivenBackAsWasTakenWhateverBecomesOfTheBuffer() {
    ByteBuf buffer = Unpooled.directBuffer(64).writeZero(64);
    NettyFrame frame = new NettyFrame(buffer);
    frame.enterOutbox(budget);
    buffer.capacity(4_096);
    frame.leaveOutbox(budget);
    assertThat(budget.bytes()).isZero();
    frame.release();
  }
}
