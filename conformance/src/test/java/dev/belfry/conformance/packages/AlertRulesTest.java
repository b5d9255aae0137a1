package dev.belfry.conformance.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prometheus's own tool reads the alerts, and raises them from series of its making. That the
/// metrics in them are the server's, a test of the server holds.
class AlertRulesTest {
  private static final Path PROMETHEUS = Path.of("..", "deploy", "prometheus");
  private static final String RULES = "belfry.rules.yml";
  private static final String TESTS = "belfry.rules.test.yml";

  @TempDir private Path folder;

  private record Said(int code, String text) {}

  private static Said promtool(Path in, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Said(process.waitFor(), text);
  }

  @Test
  void theRulesAreThoseOfPrometheus() throws Exception {
    Said said = promtool(PROMETHEUS, "check", "rules", "--lint-fatal", RULES);

    assertThat(said.code()).as(said.text()).isZero();
  }

  @Test
  void eachTroubleRaisesItsAlertAndANodeThatIsWellNone() throws Exception {
    Said said = promtool(PROMETHEUS, "test", "rules", TESTS);

    assertThat(said.code()).as(said.text()).isZero();
  }

  @Test
  void anAlertThatIsNeverRaisedIsFound() throws Exception {
    Files.copy(PROMETHEUS.resolve(TESTS), folder.resolve(TESTS));
    String rules = Files.readString(PROMETHEUS.resolve(RULES));
    Files.writeString(folder.resolve(RULES), rules.replace("> 0.8 *", "> 8 *"));

    Said said = promtool(folder, "test", "rules", TESTS);

    assertThat(said.code()).isNotZero();
    assertThat(said.text()).contains("BelfryOutboxesNearlyFull");
  }
}
