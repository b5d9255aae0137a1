package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// npm's `ws`, `wscat` and `eventsource`, by the tests in `conformance/node`.
class NodeClientsTest {
  private static final long SECONDS_MAX = 120;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wsAndWscatAndEventsourceAreServed(boolean compression) throws Exception {
    try (RunningServer server = RunningServer.start("--websocket.compression=" + compression)) {
      Path log = Path.of("target", "node-clients-compression-" + compression + ".log");
      var npm = new ProcessBuilder("npm", "test").directory(Path.of("node").toFile());
      npm.environment().put("BELFRY_URL", server.http("").toString());
      npm.environment().put("BELFRY_COMPRESSION", Boolean.toString(compression));
      Process tests = npm.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      boolean ended = tests.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
      tests.descendants().forEach(ProcessHandle::destroyForcibly);
      String output = Files.readString(log);
      assertThat(ended).as(output).isTrue();
      assertThat(tests.exitValue()).as(output).isZero();
      assertThat(output).contains("fail 0", "skipped 0").doesNotContain("tests 0");
    }
  }
}
