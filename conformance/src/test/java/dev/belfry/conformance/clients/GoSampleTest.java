package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class GoSampleTest extends SampleContract {
  private static final Path PROGRAM = Path.of("target", "samples", "belfry").toAbsolutePath();

  @Override
  String folder() {
    return "go";
  }

  /// As `go run` does, but that a program is left to be ended.
  @Override
  List<String> command() throws Exception {
    String go = installed("/usr/local/go/bin/go", "/usr/bin/go");
    Map<String, String> offline = Map.of("GOTOOLCHAIN", "local", "GOPROXY", "off");
    List<String> build = List.of(go, "build", "-o", PROGRAM.toString(), ".");
    try (Program building = Program.start("clients/go", offline, build)) {
      assertThat(building.exit()).as("%s", building.lines()).isZero();
    }
    return List.of(PROGRAM.toString());
  }
}
