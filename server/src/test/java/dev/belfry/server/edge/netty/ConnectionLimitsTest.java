package dev.belfry.server.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.LogLines;
import dev.belfry.server.config.AddressRange;
import dev.belfry.server.runtime.RateTable;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final int ALL = 0;
  private static final int MANY = 1_000_000;

  private static int taken(ConnectionLimits limits) {
    int taken = 0;
    while (limits.add(InetAddress.getLoopbackAddress(), 0) == Admission.ADMITTED) {
      taken++;
    }
    return taken;
  }

  @Test
  void fewDescriptorsAreSharedWithClientsAndOfManySomeAreKept() {
    assertThat(taken(limits(ALL, 256))).isEqualTo(128);
    assertThat(taken(limits(ALL, 4096))).isEqualTo(3596);
    assertThat(taken(limits(10, 4096))).isEqualTo(10);
    assertThat(taken(limits(100_000, 4096))).isEqualTo(3596);
  }

  @Test
  void theHeapBoundsThemWhereNobodySaysHowMany() {
    assertThat(taken(limits(ALL, 1_000, 4096))).isEqualTo(1_000);
    assertThat(taken(limits(2_000, 1_000, 4096))).isEqualTo(2_000);
  }

  @Test
  void aSmallLimitIsToldWithItsFigureAndHowToRaiseIt() {
    try (LogLines lines = LogLines.of(ConnectionLimits.class)) {
      limits(ALL, 1024).logWhereFew();
      limits(30_000, 20_000).logWhereFew();
      limits(ALL, 65_536).logWhereFew();
      limits(100, 1024).logWhereFew();
      assertThat(lines.all()).hasSize(2);
      assertThat(lines.all().getFirst())
          .startsWith("WARN the process may have 1024 file descriptors")
          .contains("at most 524 connections;", "ulimit -n 65536", "LimitNOFILE=65536");
      assertThat(lines.all().getLast()).contains("19500 connections of the 30000");
    }
  }

  private static ConnectionLimits limits(int wanted, int descriptors) {
    return limits(wanted, MANY, descriptors);
  }

  private static ConnectionLimits limits(int wanted, int heapMost, int descriptors) {
    return new ConnectionLimits(wanted, 0, heapMost, new RateTable(0, 1), List.of(), descriptors);
  }

  private static Admission add(ConnectionLimits limits, String address) {
    return limits.add(InetAddress.ofLiteral(address), 0);
  }

  @Test
  void anAddressOfIpv6IsItsNetwork() {
    ConnectionLimits limits =
        new ConnectionLimits(ALL, 1, MANY, new RateTable(0, 1), List.of(), 4096);
    assertThat(add(limits, "2001:db8::1")).isEqualTo(Admission.ADMITTED);
    assertThat(add(limits, "2001:db8::2:0:0:1")).isEqualTo(Admission.ADDRESS_FULL);
    assertThat(add(limits, "2001:db8:0:1::1")).isEqualTo(Admission.ADMITTED);
    assertThat(add(limits, "192.0.2.1")).isEqualTo(Admission.ADMITTED);
  }

  @Test
  void aStormOfOneAddressIsShedAndOthersAndTrustedProxiesComeIn() {
    List<AddressRange> proxies = List.of(AddressRange.parse("10.0.0.0/8").orElseThrow());
    ConnectionLimits limits =
        new ConnectionLimits(ALL, 0, MANY, new RateTable(2, 10), proxies, 4096);
    assertThat(add(limits, "192.0.2.1")).isEqualTo(Admission.ADMITTED);
    assertThat(add(limits, "192.0.2.1")).isEqualTo(Admission.ADMITTED);
    assertThat(add(limits, "192.0.2.1")).isEqualTo(Admission.TOO_FAST);
    assertThat(add(limits, "192.0.2.2")).isEqualTo(Admission.ADMITTED);
    for (int i = 0; i < 10; i++) {
      assertThat(add(limits, "10.1.2.3")).isEqualTo(Admission.ADMITTED);
    }
  }
}
