package dev.belfry.server.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.LogLines;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final int ALL = 0;
  private static final int MANY = 1_000_000;

  private static int taken(ConnectionLimits limits) {
    int taken = 0;
    while (limits.add(InetAddress.getLoopbackAddress()) == Admission.ADMITTED) {
      taken++;
    }
    return taken;
  }

  @Test
  void fewDescriptorsAreSharedWithClientsAndOfManySomeAreKept() {
    assertThat(taken(new ConnectionLimits(ALL, 0, MANY, 256))).isEqualTo(128);
    assertThat(taken(new ConnectionLimits(ALL, 0, MANY, 4096))).isEqualTo(3596);
    assertThat(taken(new ConnectionLimits(10, 0, MANY, 4096))).isEqualTo(10);
    assertThat(taken(new ConnectionLimits(100_000, 0, MANY, 4096))).isEqualTo(3596);
  }

  @Test
  void theHeapBoundsThemWhereNobodySaysHowMany() {
    assertThat(taken(new ConnectionLimits(ALL, 0, 1_000, 4096))).isEqualTo(1_000);
    assertThat(taken(new ConnectionLimits(2_000, 0, 1_000, 4096))).isEqualTo(2_000);
  }

  @Test
  void aSmallLimitIsToldWithItsFigureAndHowToRaiseIt() {
    try (LogLines lines = LogLines.of(ConnectionLimits.class)) {
      new ConnectionLimits(ALL, 0, MANY, 1024).logWhereFew();
      new ConnectionLimits(30_000, 0, MANY, 20_000).logWhereFew();
      new ConnectionLimits(ALL, 0, MANY, 65_536).logWhereFew();
      new ConnectionLimits(100, 0, MANY, 1024).logWhereFew();
      assertThat(lines.all()).hasSize(2);
      assertThat(lines.all().getFirst())
          .startsWith("WARN the process may have 1024 file descriptors")
          .contains("at most 524 connections;", "ulimit -n 65536", "LimitNOFILE=65536");
      assertThat(lines.all().getLast()).contains("19500 connections of the 30000");
    }
  }
}
