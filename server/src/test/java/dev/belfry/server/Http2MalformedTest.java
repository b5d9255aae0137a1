package dev.belfry.server;

import static dev.belfry.server.RawHttp2Client.DATA;
import static dev.belfry.server.RawHttp2Client.END_HEADERS;
import static dev.belfry.server.RawHttp2Client.END_STREAM;
import static dev.belfry.server.RawHttp2Client.HEADERS;
import static dev.belfry.server.RawHttp2Client.PROTOCOL_ERROR;
import static dev.belfry.server.RawHttp2Client.RST_STREAM;
import static dev.belfry.server.RawHttp2Client.headers;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests over HTTP/2 that are malformed (RFC 9113 section 8.1.1): their stream is reset, and the
/// connection goes on.
class Http2MalformedTest {
  private static SecureServer server;
  private RawHttp2Client client;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = SecureServer.start(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() throws Exception {
    client = RawHttp2Client.connect(server);
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  private void assertGoesOn() throws Exception {
    client.get(99, "/health/live");
    assertThat(client.read(DATA).stream()).isEqualTo(99);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method GET :scheme https :authority localhost",
        ":method GET :authority localhost :path /health/live",
        ":scheme https :authority localhost :path /health/live",
        ":method GET :scheme https :authority  :path /health/live",
        ":method GET :scheme https :authority localhost :path health",
        ":method GET :scheme https :authority localhost :path *",
        ":method GET :scheme https :authority localhost :path http://localhost/health/live",
        ":method GET :scheme https :authority localhost :path /health/live :path /v1/publish",
        ":method GET :scheme https :authority localhost :authority evil.example :path /",
        ":method GET :method POST :scheme https :authority localhost :path /health/live",
        ":method GET :scheme https :authority localhost :path /health/live host evil.example",
        ":method GET :scheme https :authority localhost :path /health/live connection close",
        ":method GET :scheme https :authority localhost :path /health/live upgrade websocket",
        ":method GET :scheme https :authority localhost :path / transfer-encoding chunked",
        ":method GET :scheme https :authority localhost :path /health/live te gzip",
        ":method GET :scheme https :authority localhost :path /health/live X-Upper case",
        ":method GET :scheme https :authority localhost accept */* :path /health/live",
        ":method GET :scheme https :authority localhost :path /health/live :status 200",
        ":method GET :scheme https :authority localhost :path /health/live :new thing",
        ":method G(E)T :scheme https :authority localhost :path /health/live"
      })
  void aMalformedRequestResetsItsStreamAlone(String pairs) throws Exception {
    client.send(HEADERS, END_HEADERS | END_STREAM, 1, headers(pairs.split(" ")));
    RawHttp2Client.Frame reset = client.read(RST_STREAM);
    assertThat(reset.stream()).isEqualTo(1);
    assertThat(reset.error()).isEqualTo(PROTOCOL_ERROR);
    assertGoesOn();
  }

  @Test
  void aBodyOfAnotherLengthThanAnnouncedResetsItsStream() throws Exception {
    byte[] post = RawHttp2Client.request("POST", "/notifications/x", "content-length", "3");
    client.send(HEADERS, END_HEADERS, 1, post);
    client.send(DATA, END_STREAM, 1, "more than three".getBytes(US_ASCII));
    assertThat(client.read(RST_STREAM).error()).isEqualTo(PROTOCOL_ERROR);
    assertGoesOn();
  }

  @Test
  void trailersEndABody() throws Exception {
    client.send(HEADERS, END_HEADERS, 1, RawHttp2Client.request("POST", "/notifications/x"));
    client.send(DATA, 0, 1, "with a trailer".getBytes(US_ASCII));
    client.send(HEADERS, END_HEADERS | END_STREAM, 1, headers("x-checksum", "1"));
    assertThat(new String(client.read(DATA).payload(), UTF_8)).contains("position");
    assertGoesOn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "user@localhost"})
  void theAuthorityIsCheckedAsAHost(String authority) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(headers(":method", "GET", ":scheme", "https", ":path", "/health/live"));
    block.writeBytes(headers(":authority", authority));
    client.send(HEADERS, END_HEADERS | END_STREAM, 1, block.toByteArray());
    String problem = new String(client.read(DATA).payload(), UTF_8);
    assertThat(problem)
        .contains(authority.equals("evil.example") ? "\"status\":421" : "\"status\":400");
    assertGoesOn();
  }

  @Test
  void connectLeadsNowhere() throws Exception {
    byte[] connect = headers(":method", "CONNECT", ":authority", "example.org:443");
    client.send(HEADERS, END_HEADERS, 1, connect);
    assertThat(new String(client.read(DATA).payload(), UTF_8)).contains("\"status\":4");
    assertGoesOn();
  }
}
