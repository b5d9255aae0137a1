package dev.belfry.conformance.clients;

import dev.belfry.conformance.wire.RunningServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The client for browsers and Node, by its own tests in `web/sdk`, which start servers themselves.
class SdkTest {
  @Test
  void whatTheJavaScriptClientPromisesHolds() throws Exception {
    List<String> command = RunningServer.command(List.of("-Xmx256m"));
    NodeProject.named("../web/sdk")
        .with("BELFRY_COMMAND", JsonMapper.shared().writeValueAsString(command))
        .test("all");
  }
}
