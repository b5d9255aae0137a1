package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Event streams of many channels that come back with other grants than they began with.
class ResumedStreamTest {
  private static final String CHANNELS = "/notifications?channel=a&channel=b&channel=c";

  @TempDir private Path folder;
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    belfry = new KnownClients(folder).server().start();
  }

  @AfterEach
  void stop() {
    belfry.close();
  }

  private StreamClient stream(String path, String grants, String headers) throws IOException {
    String token = KnownClients.token("user 42 subscribe=" + grants, Duration.ofHours(1));
    return new StreamClient(
        belfry.port(), path, "Authorization: Bearer " + token + "\r\n" + headers);
  }

  private StreamClient resumed(String grants, String lastEventId) throws IOException {
    return stream(CHANNELS, grants, "Last-Event-ID: " + lastEventId + "\r\n");
  }

  private static String id(String block) {
    return block
        .lines()
        .filter(line -> line.startsWith("id: "))
        .findFirst()
        .orElseThrow()
        .substring(4);
  }

  private static String unsubscribed(String channel) {
    return "event: unsubscribed\ndata: {\"channel\":\"" + channel + "\",\"code\":\"forbidden\"}";
  }

  @Test
  void aStreamThatComesBackGoesOnWithWhatItMayHear() throws IOException {
    String from;
    try (StreamClient first = stream(CHANNELS, "a,b,c", "")) {
      from = id(first.read());
    }
    belfry.publish("a", "missed");
    belfry.publish("b", "unheard");
    try (StreamClient again = resumed("a,c", from)) {
      assertThat(id(again.read())).isEqualTo(from);
      assertThat(again.read()).isEqualTo(unsubscribed("b"));
      assertThat(again.readData()).contains("\"channel\":\"a\"", "\"missed\"");
      belfry.publish("b", "unheard");
      belfry.publish("c", "live");
      assertThat(again.readData()).contains("\"channel\":\"c\"", "\"live\"");
    }
  }

  @Test
  void aChannelThatIsAllowedAgainGoesOnWhereTheClientStood() throws IOException {
    String from;
    try (StreamClient first = stream(CHANNELS, "a,b,c", "")) {
      from = id(first.read());
    }
    belfry.publish("b", "meanwhile");
    belfry.publish("c", "heard");
    String later;
    try (StreamClient second = resumed("c", from)) {
      assertThat(second.read()).startsWith("retry: ");
      assertThat(second.read()).isEqualTo(unsubscribed("a"));
      assertThat(second.read()).isEqualTo(unsubscribed("b"));
      String block = second.read();
      assertThat(block).contains("\"heard\"");
      later = id(block);
    }
    try (StreamClient third = resumed("a,b,c", later)) {
      assertThat(id(third.read())).isEqualTo(later);
      assertThat(third.readData()).contains("\"meanwhile\"");
      belfry.publish("c", "next");
      assertThat(third.readData()).contains("\"next\"");
    }
  }

  @Test
  void aPlaceThatCanNotBeReadIsAGapInWhatIsHeardOnly() throws IOException {
    try (StreamClient client = resumed("a", "nonsense")) {
      assertThat(id(client.read())).isEqualTo("unknown-0,unknown-0,unknown-0");
      assertThat(client.read()).isEqualTo(unsubscribed("b"));
      assertThat(client.read()).isEqualTo(unsubscribed("c"));
      assertThat(client.read()).contains("event: gap", "\"channel\":\"a\"");
    }
  }

  /// What polyfills send in place of the header.
  @ParameterizedTest
  @ValueSource(strings = {"lastEventId", "last_event_id"})
  void polyfillsComeBackAlike(String parameter) throws IOException {
    try (StreamClient client = stream(CHANNELS + "&" + parameter + "=x-1,x-1,x-1", "b", "")) {
      assertThat(client.read()).startsWith("retry: ");
      assertThat(client.read()).isEqualTo(unsubscribed("a"));
      assertThat(client.read()).isEqualTo(unsubscribed("c"));
    }
  }

  /// The channel `c` has a message, `no` was never heard of: nobody without a grant can tell.
  @Test
  void whatIsSaidOfAForbiddenChannelIsTheSameWhetherItIsThereOrNot() throws IOException {
    belfry.publish("c", "there");
    for (String channel : new String[] {"c", "no"}) {
      String both = "/notifications?channel=a&channel=" + channel;
      try (StreamClient client = stream(both, "a", "Last-Event-ID: x-1,x-7\r\n")) {
        assertThat(id(client.read())).isEqualTo("x-1,x-7");
        assertThat(client.read()).isEqualTo(unsubscribed(channel));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Last-Event-ID: \r\n"})
  void aFirstRequestIsForAllChannelsOrNone(String headers) {
    assertThatThrownBy(() -> stream(CHANNELS, "a,c", headers))
        .hasMessageStartingWith("HTTP/1.1 403");
    assertThatThrownBy(() -> stream(CHANNELS + "&since=earliest", "a,c", headers))
        .hasMessageStartingWith("HTTP/1.1 403");
  }

  @Test
  void whereNothingIsLeftTheRequestIsRefused() {
    assertThatThrownBy(() -> resumed("other", "x-1,x-1,x-1"))
        .hasMessageStartingWith("HTTP/1.1 403");
    assertThatThrownBy(() -> stream("/notifications/b", "a", "Last-Event-ID: x-1\r\n"))
        .hasMessageStartingWith("HTTP/1.1 403");
    assertThatThrownBy(
            () -> new StreamClient(belfry.port(), CHANNELS, "Last-Event-ID: x-1,x-1,x-1\r\n"))
        .hasMessageStartingWith("HTTP/1.1 401");
  }
}
