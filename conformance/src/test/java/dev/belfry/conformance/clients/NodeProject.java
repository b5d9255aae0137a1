package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A folder of tests for Node, whose packages the build has installed.
///
/// @param folder from this module's
/// @param environment variables that its tests are told something by
record NodeProject(String folder, Map<String, String> environment) {
  private static final long SECONDS_MAX = 480;

  static NodeProject named(String folder) {
    return new NodeProject(folder, Map.of());
  }

  NodeProject with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new NodeProject(folder, Map.copyOf(more));
  }

  /// Runs the tests; all must pass, and none may be skipped.
  ///
  /// @param run distinguishes the log of this run, in `target`, from others of the same folder
  void test(String run) throws IOException, InterruptedException {
    test(run, "test");
  }

  /// Runs the tests of one of its scripts.
  void test(String run, String script) throws IOException, InterruptedException {
    String name = Path.of(folder).getFileName().toString();
    Path log = Path.of("target", "node-" + name + "-" + run + ".log");
    var npm = new ProcessBuilder("npm", "run", script).directory(Path.of(folder).toFile());
    npm.environment().putAll(environment);
    Process tests = npm.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = tests.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    tests.descendants().forEach(ProcessHandle::destroyForcibly);
    String output = Files.readString(log);
    assertThat(ended).as(output).isTrue();
    assertThat(tests.exitValue()).as(output).isZero();
    assertThat(output).contains("fail 0", "skipped 0").doesNotContain("tests 0");
  }
}
