package dev.belfry.server.edge.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.edge.websocket.handshake.HandshakeResult.Accepted;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final List<String> SPOKEN = List.of("belfry.v1.json", "other");

  private final Handshake handshake = new Handshake(true);

  /// The example of RFC 6455 section 1.3.
  @Test
  void theExampleOfTheRfcIsAnswered() {
    assertThat(response(request()))
        .isEqualTo(
            """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
            \r
            """);
  }

  @Test
  void subprotocolAndCompressionAreInTheAnswer() {
    HttpRequest request = request();
    request.headers().set("Sec-WebSocket-Protocol", "belfry.v1.json");
    request.headers().set("Sec-WebSocket-Extensions", "permessage-deflate");
    assertThat(response(request))
        .endsWith(
            """
            xOo=\r
            Sec-WebSocket-Protocol: belfry.v1.json\r
            Sec-WebSocket-Extensions: permessage-deflate; \
            server_no_context_takeover; client_no_context_takeover\r
            \r
            """);
  }

  @Test
  void aPlainRequestIsNoUpgrade() {
    assertThat(
            Handshake.isUpgrade(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/")))
        .isFalse();
    assertThat(Handshake.isUpgrade(request())).isTrue();
  }

  @Test
  void aRequestThatLostItsUpgradeHeaderIsStillOne() {
    HttpRequest request = request();
    request.headers().remove("Upgrade");
    assertThat(Handshake.isUpgrade(request)).isTrue();
    assertRefused(request, 400, "proxy");
  }

  @Test
  void anUpgradeToSomethingElseIsNone() {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.headers().set("Upgrade", "h2c");
    assertThat(Handshake.isUpgrade(request)).isFalse();
  }

  @Test
  void onlyGetOfHttp11Opens() {
    HttpRequest post = request();
    post.setMethod(HttpMethod.POST);
    assertRefused(post, 400, "GET");
    HttpRequest old = request();
    old.setProtocolVersion(HttpVersion.HTTP_1_0);
    assertRefused(old, 400, "HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep-alive, Upgrade", "upgrade", "UPGRADE,close"})
  void connectionMustContainUpgrade(String connection) {
    HttpRequest request = request();
    request.headers().set("Connection", connection);
    assertThat(handshake.read(request, SPOKEN)).isInstanceOf(Accepted.class);
    request.headers().set("Connection", "keep-alive");
    assertRefused(request, 400, "Connection");
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "8", "13, 8", "013", ""})
  void anotherVersionIsToldWhichIsSpoken(String version) {
    HttpRequest request = request();
    request.headers().set("Sec-WebSocket-Version", version);
    assertVersionRefused(request);
    request.headers().remove("Sec-WebSocket-Version");
    assertVersionRefused(request);
  }

  private void assertVersionRefused(HttpRequest request) {
    assertRefused(request, 426, "13");
    Refused refused = (Refused) handshake.read(request, SPOKEN);
    assertThat(refused.headers())
        .containsEntry("Sec-WebSocket-Version", "13")
        .containsEntry("Upgrade", "websocket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZR==",
        "dGhlIHNhbXBsZSBub25jZQ=",
        "dGhlIHNhbXBsZSBub25jZQ==x",
        "dGhlIHNhbXBsZSBub25jZQQQ",
        "dGhlIHNhbXBsZSBub25j",
        "dGhlIHNhbXBsZSBub25-ZQ=="
      })
  void theKeyMustBe16BytesOfBase64(String key) {
    HttpRequest request = request();
    request.headers().set("Sec-WebSocket-Key", key);
    assertRefused(request, 400, "Sec-WebSocket-Key");
  }

  @Test
  void thereIsExactlyOneKey() {
    HttpRequest twice = request();
    twice.headers().add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    assertRefused(twice, 400, "Sec-WebSocket-Key");
    HttpRequest none = request();
    none.headers().remove("Sec-WebSocket-Key");
    assertRefused(none, 400, "Sec-WebSocket-Key");
  }

  @Test
  void aHandshakeHasNoBody() {
    HttpRequest empty = request();
    empty.headers().set("Content-Length", "0");
    assertThat(handshake.read(empty, SPOKEN)).isInstanceOf(Accepted.class);
    HttpRequest sized = request();
    sized.headers().set("Content-Length", "5");
    assertRefused(sized, 400, "body");
    HttpRequest chunked = request();
    chunked.headers().set("Transfer-Encoding", "chunked");
    assertRefused(chunked, 400, "body");
  }

  @ParameterizedTest
  @CsvSource({
    "'belfry.v1.json', belfry.v1.json",
    "'unknown, other, belfry.v1.json', other",
    "'a,, belfry.v1.json', belfry.v1.json"
  })
  void theFirstOfferedSubprotocolThatIsSpokenIsTaken(String offered, String taken) {
    HttpRequest request = request();
    request.headers().set("Sec-WebSocket-Protocol", offered);
    assertThat(accepted(request).subprotocol()).isEqualTo(taken);
  }

  @Test
  void subprotocolsMayComeInSeveralLines() {
    HttpRequest request = request();
    request.headers().add("Sec-WebSocket-Protocol", "unknown");
    request.headers().add("Sec-WebSocket-Protocol", "other");
    assertThat(accepted(request).subprotocol()).isEqualTo("other");
  }

  @Test
  void noneOfferedIsNoneSpoken() {
    assertThat(accepted(request()).subprotocol()).isNull();
  }

  @Test
  void onlyUnknownSubprotocolsAreRefused() {
    HttpRequest request = request();
    request.headers().set("Sec-WebSocket-Protocol", "mqtt, BELFRY.V1.JSON");
    assertRefused(request, 400, "subprotocols");
    assertThat(handshake.read(request, List.of())).isInstanceOf(Refused.class);
  }

  @Test
  void extensionsThatCannotBeReadAreRefused() {
    HttpRequest request = request();
    request.headers().set("Sec-WebSocket-Extensions", "permessage-deflate; =");
    assertRefused(request, 400, "Sec-WebSocket-Extensions");
  }

  @Test
  void offersInSeveralLinesAreOneList() {
    HttpRequest request = request();
    request
        .headers()
        .add("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=9");
    request.headers().add("Sec-WebSocket-Extensions", "permessage-deflate");
    assertThat(accepted(request).deflate()).isTrue();
  }

  @Test
  void compressionCanBeSwitchedOff() {
    HttpRequest request = request();
    request.headers().set("Sec-WebSocket-Extensions", "permessage-deflate");
    Accepted without = (Accepted) new Handshake(false).read(request, SPOKEN);
    assertThat(without.deflate()).isFalse();
    assertThat(accepted(request).deflate()).isTrue();
  }

  private Accepted accepted(HttpRequest request) {
    return (Accepted) handshake.read(request, SPOKEN);
  }

  private void assertRefused(HttpRequest request, int status, String detail) {
    HandshakeResult result = handshake.read(request, SPOKEN);
    assertThat(result).isInstanceOf(Refused.class);
    assertThat(((Refused) result).status()).isEqualTo(status);
    assertThat(((Refused) result).detail()).contains(detail);
  }

  private String response(HttpRequest request) {
    ByteBuf response = accepted(request).response(UnpooledByteBufAllocator.DEFAULT);
    String text = response.toString(StandardCharsets.US_ASCII);
    response.release();
    return text;
  }

  private static HttpRequest request() {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/notifications");
    request
        .headers()
        .set("Host", "localhost")
        .set("Connection", "Upgrade")
        .set("Upgrade", "WebSocket")
        .set("Sec-WebSocket-Version", "13")
        .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    return request;
  }
}
