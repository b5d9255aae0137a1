package dev.belfry.server.edge.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Whatever the headers of a handshake say. The seeds are in `HandshakeFuzzTestInputs`.
class HandshakeFuzzTest {
  private static final String ANSWER =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  /// @param data headers, one a line
  @FuzzTest(maxDuration = "60s")
  void anyHeadersGetAnAnswer(byte[] data) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    new String(data, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.indexOf(':') > 0)
        .forEach(line -> {
          int colon = line.indexOf(':');
          headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        });
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", headers);

    HandshakeResult result = new Handshake(true).read(request, List.of("belfry.v1.json"));

    switch (result) {
      case HandshakeResult.Accepted accepted -> {
        assertThat(accepted.accept()).hasSize(28);
        assertThat(accepted.subprotocol()).isIn(null, "belfry.v1.json");
        assertThat(accepted.extensions())
            .isIn(null, ANSWER, ANSWER + "; server_max_window_bits=15");
      }
      case HandshakeResult.Refused refused -> assertThat(refused.status()).isIn(400, 426);
    }
  }
}
