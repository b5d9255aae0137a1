package dev.belfry.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.runtime.ByteBudget;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {
  private final ByteBudget incoming = new ByteBudget(10);
  private final PendingCommands lines = new PendingCommands(incoming);

  @Test
  void theLinesOfAFrameComeInTheirOrderAndEmptyOnesNotAtAll() {
    lines.add("one\n\n  \ntwo\n");
    assertThat(lines.next()).isEqualTo("one");
    assertThat(lines.next()).isEqualTo("two");
    assertThat(lines.isEmpty()).isTrue();
  }

  @Test
  void whatIsNotTakenIsCountedUntilItIs() {
    lines.add("one\ntwo");
    assertThat(lines.count()).isTrue();
    assertThat(incoming.bytes()).isEqualTo(6);
    var _ = lines.next();
    assertThat(lines.count()).isTrue();
    assertThat(incoming.bytes()).isEqualTo(3);
    lines.clear();
    assertThat(incoming.bytes()).isZero();
  }

  @Test
  void whereOthersHaveAllTheMemoryThereIsNone() {
    incoming.add(10);
    lines.add("one");
    assertThat(lines.count()).isFalse();
    assertThat(incoming.bytes()).isEqualTo(10);
  }
}
