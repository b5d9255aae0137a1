package dev.belfry.conformance.clients;

import dev.belfry.conformance.wire.RunningServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The bell and what belongs to it, by their own tests in `web/bell`, which start servers and a
/// browser themselves.
class ChromiumBellTest {
  @Test
  void whatTheBellPromisesHolds() throws Exception {
    project().test("all");
  }

  /// Over WebDriver BiDi, as in Firefox; a page that is left is kept for "back".
  @Test
  void whatEveryBrowserMustDoHolds() throws Exception {
    project().with("BELFRY_BROWSER", "chromium").test("chromium", "test:core");
  }

  static NodeProject project() {
    List<String> command = RunningServer.command(List.of("-Xmx256m"));
    return NodeProject.named("../web/bell")
        .with("BELFRY_COMMAND", JsonMapper.shared().writeValueAsString(command))
        .with("BELFRY_CHROMIUM", System.getProperty("belfry.chromium", "/usr/bin/chromium"));
  }
}
