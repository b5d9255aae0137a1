package dev.belfry.server.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.runtime.IncomingBudget;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {
  private final IncomingBudget incoming = new IncomingBudget(100_000);
  private final PendingCommands lines = new PendingCommands(incoming, "client");

  private void add(String frame) {
    lines.add(frame.getBytes(UTF_8));
  }

  @Test
  void theLinesOfAFrameComeInTheirOrderAndEmptyOnesNotAtAll() {
    add("one\n\n  \ntwo\n");
    add("\n");
    add("häß");
    assertThat(lines.next()).isEqualTo("one");
    assertThat(lines.next()).isEqualTo("two");
    assertThat(lines.next()).isEqualTo("häß");
    assertThat(lines.isEmpty()).isTrue();
  }

  @Test
  void aFrameOfBlanksIsNothing() {
    add(" \n\r\n\t");
    assertThat(lines.isEmpty()).isTrue();
    assertThat(lines.count()).isTrue();
    assertThat(incoming.bytes()).isZero();
  }

  @Test
  void aFrameIsKeptAsItCameHoweverManyLinesItHasAndIsCountedUntilTheLastIsTaken() {
    add("{}\n".repeat(20_000));
    assertThat(lines.count()).isTrue();
    long held = incoming.bytes();
    assertThat(held).isBetween(60_000L, 61_000L);
    for (int i = 0; i < 19_999; i++) {
      assertThat(lines.next()).isEqualTo("{}");
    }
    assertThat(lines.count()).isTrue();
    assertThat(incoming.bytes()).isEqualTo(held);
    var _ = lines.next();
    assertThat(lines.count()).isTrue();
    assertThat(incoming.bytes()).isZero();
  }

  @Test
  void whatIsDroppedIsGivenBack() {
    add("one\ntwo");
    assertThat(lines.count()).isTrue();
    lines.clear();
    assertThat(incoming.bytes()).isZero();
    assertThat(lines.isEmpty()).isTrue();
  }

  @Test
  void whereOthersHaveAllTheMemoryThereIsNone() {
    incoming.add(100_000);
    add("x".repeat(5_000));
    assertThat(lines.count()).isFalse();
    assertThat(incoming.bytes()).isEqualTo(100_000);
  }
}
