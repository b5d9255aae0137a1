package dev.belfry.conformance.clients;

import dev.belfry.conformance.wire.RunningServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// npm's `ws`, `wscat` and `eventsource`, by the tests in `conformance/node`.
class NodeClientsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wsAndWscatAndEventsourceAreServed(boolean compression) throws Exception {
    try (RunningServer server = RunningServer.start("--websocket.compression=" + compression)) {
      NodeProject.named("node")
          .with("BELFRY_URL", server.http("").toString())
          .with("BELFRY_COMPRESSION", Boolean.toString(compression))
          .test("compression-" + compression);
    }
  }
}
