package dev.belfry.server.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private static Object of(String literal) {
    return ClientAddress.of(new InetSocketAddress(InetAddress.ofLiteral(literal), 1234));
  }

  @Test
  void anAddressOfIPv4StandsForItselfWhateverThePort() {
    assertThat(of("192.0.2.1"))
        .isEqualTo(ClientAddress.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9)))
        .isNotEqualTo(of("192.0.2.2"));
  }

  @Test
  void anAddressOfIPv6StandsForItsNetwork() {
    assertThat(of("2001:db8:1:2::1"))
        .isEqualTo(of("2001:db8:1:2:ffff::9"))
        .isNotEqualTo(of("2001:db8:1:3::1"));
  }
}
