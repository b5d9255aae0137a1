package dev.belfry.conformance.clients;

import dev.belfry.conformance.wire.RunningServer;
import org.junit.jupiter.api.Test;

/// Redocly, Spectral and the AsyncAPI parser read the two documents that a server serves, and
/// others what operators copy, by the tests in `conformance/documents`.
class DocumentsTest {
  @Test
  void theDocumentsAreFreeOfErrorsAndWarnings() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      NodeProject.named("documents").with("BELFRY_URL", server.http("").toString()).test("all");
    }
  }
}
