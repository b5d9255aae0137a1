package dev.belfry.conformance.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A script of `packaging` that checks a package which the build has made.
final class Check {
  static final Path PACKAGING = Path.of("..", "packaging");

  private Check() {}

  /// Runs the script on the package whose name ends so, and returns what it printed.
  static List<String> run(String script, String ending) throws Exception {
    Process process =
        new ProcessBuilder(PACKAGING.resolve(script).toString(), made(ending).toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.readAllLines();
    }
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    System.out.println(lines.getLast());
    return lines;
  }

  private static Path made(String ending) throws IOException {
    try (Stream<Path> files = Files.list(PACKAGING.resolve("target"))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }
}
