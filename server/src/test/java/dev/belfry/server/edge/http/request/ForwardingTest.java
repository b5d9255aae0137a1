package dev.belfry.server.edge.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.config.AddressRange;
import dev.belfry.server.config.ForwardedHeader;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingTest {
  private static final String PROXY = "10.0.0.1";

  private static Forwarding forwarding(ForwardedHeader header) {
    return new Forwarding(
        List.of(
            AddressRange.parse("10.0.0.0/8").orElseThrow(),
            AddressRange.parse("fd00::/8").orElseThrow()),
        header);
  }

  private static Forwarding.Sender sender(
      ForwardedHeader header, String remote, String... headers) {
    HttpHeaders all = new DefaultHttpHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    InetSocketAddress peer = new InetSocketAddress(InetAddress.ofLiteral(remote), 1234);
    return forwarding(header).senderOf(peer, all);
  }

  private static String address(ForwardedHeader header, String remote, String... headers) {
    return sender(header, remote, headers).address().getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7 | 192.0.2.7",
        "192.0.2.7, 10.9.9.9 | 192.0.2.7",
        "198.51.100.1, 192.0.2.7, 10.9.9.9 | 192.0.2.7",
        "192.0.2.7:4711 | 192.0.2.7",
        "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
        "[2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7",
        "198.51.100.1, nonsense | 10.0.0.1",
        "10.1.1.1, 10.2.2.2 | 10.1.1.1",
        "'' | 10.0.0.1"
      })
  void theLastAddressThatIsNoTrustedProxysIsTheClients(String header, String client) {
    assertThat(address(ForwardedHeader.X_FORWARDED_FOR, PROXY, "X-Forwarded-For", header))
        .isEqualTo(client);
  }

  @Test
  void severalHeadersAreOneList() {
    assertThat(
            address(
                ForwardedHeader.X_FORWARDED_FOR,
                PROXY,
                "X-Forwarded-For",
                "198.51.100.1",
                "X-Forwarded-For",
                "192.0.2.7"))
        .isEqualTo("192.0.2.7");
  }

  @Test
  void whatAnybodyElseWritesIsNotBelieved() {
    assertThat(address(ForwardedHeader.X_FORWARDED_FOR, "192.0.2.1", "X-Forwarded-For", "1.2.3.4"))
        .isEqualTo("192.0.2.1");
    assertThat(address(ForwardedHeader.X_FORWARDED_FOR, PROXY, "Forwarded", "for=1.2.3.4"))
        .isEqualTo(PROXY);
    assertThat(address(ForwardedHeader.FORWARDED, PROXY, "X-Forwarded-For", "1.2.3.4"))
        .isEqualTo(PROXY);
  }

  @Test
  void theHeaderOfRfc7239IsRead() {
    Forwarding.Sender sender =
        sender(
            ForwardedHeader.FORWARDED,
            "fd00::1",
            "Forwarded",
            "for=198.51.100.1, For=\"[2001:db8::7]:47\";proto=HTTPS;by=203.0.113.43");
    assertThat(sender.address()).isEqualTo(InetAddress.ofLiteral("2001:db8::7"));
    assertThat(sender.https()).isTrue();
    assertThat(address(ForwardedHeader.FORWARDED, PROXY, "Forwarded", "for=unknown"))
        .isEqualTo(PROXY);
  }

  @Test
  void whetherItCameByHttpsIsWhatTheNearestProxySays() {
    assertThat(sender(ForwardedHeader.X_FORWARDED_FOR, PROXY, "X-Forwarded-Proto", "https").https())
        .isTrue();
    assertThat(
            sender(ForwardedHeader.X_FORWARDED_FOR, PROXY, "X-Forwarded-Proto", "https, http")
                .https())
        .isFalse();
    assertThat(
            sender(ForwardedHeader.X_FORWARDED_FOR, "192.0.2.1", "X-Forwarded-Proto", "https")
                .https())
        .isFalse();
  }
}
