package dev.belfry.conformance.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The `Dockerfile` as a reader of it finds it, since no engine is here to build it, and its health
/// check on a server.
class DockerfileTest {
  private static final Path ROOT = Path.of("..");
  private static final Path HEALTH = Check.PACKAGING.resolve("docker/health");

  /// Each instruction on a line of its own.
  private final List<String> instructions = instructions();

  private static List<String> instructions() {
    try {
      String text = Files.readString(ROOT.resolve("Dockerfile")).replaceAll("\\\\\n\\s*", "");
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private List<String> last(String stage) {
    List<String> found = new ArrayList<>();
    for (String instruction : instructions) {
      if (instruction.startsWith("FROM ")) {
        found.clear();
      }
      found.add(instruction);
    }
    return found.stream().filter(line -> line.startsWith(stage)).toList();
  }

  @Test
  void whatIsCopiedIsThere() {
    for (String instruction : instructions) {
      if (instruction.startsWith("COPY ") && !instruction.contains("--from=")) {
        assertThat(ROOT.resolve(instruction.split(" ", -1)[1])).exists();
      }
    }
    assertThat(last("COPY --from=build")).singleElement().asString().contains("packaging/target");
  }

  @Test
  void theImageHasNamedVersionsAndAUserWithoutRights() {
    assertThat(instructions)
        .filteredOn(line -> line.startsWith("FROM "))
        .hasSize(2)
        .allMatch(line -> line.matches("FROM [a-z-]+:[0-9][^ ]*( AS [a-z]+)?"));
    assertThat(last("USER ")).singleElement().asString().matches("USER [1-9][0-9]*");
    int user = instructions.lastIndexOf(last("USER ").getFirst());
    assertThat(instructions.subList(user, instructions.size()))
        .noneMatch(line -> line.startsWith("RUN ") || line.startsWith("COPY "));
    assertThat(instructions)
        .filteredOn(line -> line.contains("apt-get install"))
        .allMatch(line -> line.contains("--no-install-recommends"))
        .allMatch(line -> line.endsWith("rm -rf /var/lib/apt/lists/*"));
  }

  @Test
  void commandsAreListsSoThatSignalsReachTheServer() {
    assertThat(last("ENTRYPOINT ")).containsExactly("ENTRYPOINT [\"/usr/bin/belfry\"]");
    assertThat(last("CMD ")).containsExactly("CMD [\"serve\"]");
    assertThat(last("HEALTHCHECK ")).singleElement().asString().contains("CMD [");
  }

  @Test
  void theHealthCheckTellsAReadyServerFromNone() throws Exception {
    int port;
    try (RunningServer server = RunningServer.start()) {
      port = server.port();
      assertThat(health(port)).isZero();
    }
    assertThat(health(port)).isNotZero();
  }

  private static int health(int port) throws Exception {
    ProcessBuilder command = new ProcessBuilder(HEALTH.toString());
    command.environment().putAll(Map.of("HEALTH_PORT", String.valueOf(port)));
    return command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
