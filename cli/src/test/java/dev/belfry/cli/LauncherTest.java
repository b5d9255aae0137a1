package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the launcher script in a house of its own, with a build and a JVM that only say what they
/// were asked to do.
class LauncherTest {
  private static final Path LAUNCHER = Commands.ROOT.resolve("belfry");

  private static final String BUILD =
      """
      #!/bin/sh
      here=$(dirname "$0")
      echo build >>"$here/builds"
      echo "[INFO] Building Belfry protocol 1 [2/2]"
      echo "[INFO] --- compiler:1:compile (default) @ belfry-protocol ---"
      sleep 0.3
      [ ! -e "$here/broken" ] || { echo "[ERROR] it broke"; exit 1; }
      echo jar >"$here/cli/target/belfry.jar"
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      for argument; do
        case $argument in -XX:AOTCacheOutput=*) echo cache >"${argument#*=}"; exit 0 ;; esac
      done
      echo "in $(pwd), locale ${LC_ALL:-}"
      for argument; do echo "$argument"; done
      """;

  @TempDir Path folder;
  private Path house = Path.of("");
  private Path jdk = Path.of("");

  @BeforeEach
  void build() throws IOException {
    house = Files.createDirectories(folder.resolve("a house"));
    jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.copy(LAUNCHER, house.resolve("belfry"), StandardCopyOption.COPY_ATTRIBUTES);
    script(house.resolve("mvnw"), BUILD);
    script(jdk.resolve("bin/java"), JAVA);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    List<String> stores = List.of("inbox", "sql", "postgresql", "redis");
    List<String> modules = new ArrayList<>(List.of("protocol", "server", "client", "cli"));
    stores.forEach(store -> modules.add("store-" + store));
    for (String module : modules) {
      Files.createDirectories(house.resolve(module).resolve("src/main/java"));
      Files.writeString(house.resolve(module).resolve("pom.xml"), "<project/>");
    }
    Files.writeString(house.resolve("pom.xml"), "<project/>");
  }

  @Test
  void theFirstUseBuildsAndTrainsAndLaterOnesDoNot() throws Exception {
    Run first = run(Map.of(), "serve");
    assertThat(first.code).isZero();
    assertThat(first.err).contains("building", "Belfry protocol: compile", "faster start");
    Run second = run(Map.of(), "serve");
    assertThat(second.err).isEmpty();
    assertThat(cacheOf(second)).startsWith(house.resolve("cli/target")).exists();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    Run run = run(Map.of(), "publish", "a b", "{\"n\": 1}", "", "*");
    assertThat(run.out).endsWith("publish", "a b", "{\"n\": 1}", "", "*");
  }

  @Test
  void theCallersFolderStaysEvenThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), house.resolve("belfry"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Run run = run(link, elsewhere, Map.of(), "serve");
    assertThat(run.code).isZero();
    assertThat(run.out.getFirst()).startsWith("in " + elsewhere.toRealPath() + ",");
  }

  @Test
  void aNewerSourceIsBuilt() throws Exception {
    run(Map.of(), "serve");
    Path source = Files.writeString(house.resolve("server/src/main/java/New.java"), "class New {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    run(Map.of(), "serve");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aBrokenBuildStartsNothing() throws Exception {
    Files.createFile(house.resolve("broken"));
    Run run = run(Map.of(), "serve");
    assertThat(run.code).isEqualTo(1);
    assertThat(run.err).contains("[ERROR] it broke", "the build failed");
    assertThat(run.out).isEmpty();
    assertThat(house.resolve("cli/target/belfry.lock")).doesNotExist();
  }

  @Test
  void twoFirstUsesAtOnceBuildOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(start(house.resolve("belfry"), folder, Map.of(), "serve"));
    }
    for (Process process : processes) {
      assertThat(finish(process).code).isZero();
    }
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void theLockOfOneThatDiedIsNoHindrance() throws Exception {
    Path lock = Files.createDirectories(house.resolve("cli/target/belfry.lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
    assertThat(run(Map.of(), "serve").code).isZero();
    assertThat(lock).doesNotExist();
  }

  @Test
  void theHeapChoosesTheCollector() throws Exception {
    assertThat(run(Map.of(), "serve").out).contains("-Xmx512m", "-XX:+UseSerialGC");
    assertThat(run(Map.of("BELFRY_HEAP", "4g"), "serve").out)
        .contains("-Xmx4g", "-XX:+UseG1GC")
        .doesNotContain("-XX:+UseSerialGC");
    assertThat(run(Map.of("BELFRY_HEAP", "lots"), "serve").code).isEqualTo(2);
  }

  @Test
  void aServerWithoutMemoryEnds() throws Exception {
    assertThat(run(Map.of(), "serve").out).contains("-XX:+ExitOnOutOfMemoryError");
    assertThat(run(Map.of(), "listen").out).doesNotContain("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void withoutALocaleOrAHomeArgumentsAreUtf8() throws Exception {
    Run run = run(Map.of("LC_ALL", "C", "HOME", ""), "publish", "häß");
    assertThat(run.out).endsWith("publish", "häß").contains("-Dstdout.encoding=UTF-8");
    assertThat(run.out.getFirst()).endsWith("locale C.UTF-8");
    Run unset =
        finish(new ProcessBuilder(bare("publish", "häß")).directory(folder.toFile()).start());
    assertThat(unset.code).isZero();
    assertThat(unset.out.getFirst()).endsWith("locale C.UTF-8");
  }

  private List<String> bare(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of("env", "-i", "JAVA_HOME=" + jdk, "sh", house.resolve("belfry").toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  @Test
  void whereNoBuildCanBeMadeTheJarRunsAsItIsOrNothingDoes() throws Exception {
    script(house.resolve("mvnw"), "#!/bin/sh\necho 'mvnw: the build needs Maven' >&2; exit 127\n");
    Run none = run(Map.of(), "serve");
    assertThat(none.code).isEqualTo(1);
    assertThat(none.err).contains("mvnw: the build needs Maven", "the build failed");
    Path jar = house.resolve("cli/target/belfry.jar");
    Files.writeString(jar, "jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
    Run old = run(Map.of(), "serve");
    assertThat(old.code).isZero();
    assertThat(old.err).contains("mvnw: the build needs Maven", "running the jar as it is");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run(Map.of(), "serve").err).isEmpty();
  }

  @Test
  void mavenIsMissedByItsName() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("readlink", "sed")) {
      script(tools.resolve(tool), "#!/bin/sh\nexec " + toolAt(tool) + " \"$@\"\n");
    }
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    Path mvnw = LAUNCHER.resolveSibling("mvnw");
    Run run = run(mvnw, folder, Map.of("PATH", tools.toString()), "verify");
    assertThat(run.code).isEqualTo(127);
    assertThat(run.err).contains("Maven 3.8 or newer");
  }

  private static Path toolAt(String tool) {
    return Stream.of("/usr/bin", "/bin")
        .map(place -> Path.of(place, tool))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFolderThatOthersWroteRunsWithACacheOfTheUsersOwn() throws Exception {
    run(Map.of(), "serve");
    Path target = house.resolve("cli/target");
    try (Stream<Path> files = Files.list(target)) {
      for (Path cache : files.filter(file -> file.toString().endsWith(".aot")).toList()) {
        Files.delete(cache);
      }
    }
    Path userHome = Files.createDirectory(folder.resolve("user home"));
    Files.setPosixFilePermissions(userHome, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (Path readable : List.of(folder, folder.resolve("jdk"))) {
      Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Run first = runAsOther("HOME=" + userHome);
      assertThat(first.code).as(first.err).isZero();
      assertThat(first.err).contains("faster start");
      Run second = runAsOther("HOME=" + userHome);
      assertThat(second.err).isEmpty();
      assertThat(cacheOf(second)).startsWith(userHome.resolve(".cache/belfry")).exists();
      Run homeless = runAsOther("HOME=/nowhere");
      assertThat(homeless.code).isZero();
      assertThat(homeless.out).endsWith("serve").noneMatch(line -> line.contains("AOTCache"));
      Files.delete(target.resolve("belfry.built"));
      Files.setLastModifiedTime(
          house.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
      assertThat(runAsOther("HOME=/nowhere").err).contains("running it as it is");
    } finally {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(builds()).isEqualTo(1);
  }

  /// As a user for whom the folder is read-only: root is not bound by permissions.
  private Run runAsOther(String variable) throws Exception {
    List<String> line = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      line.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    }
    line.addAll(List.of("env", "-i", variable, "JAVA_HOME=" + jdk));
    line.addAll(List.of("sh", house.resolve("belfry").toString(), "serve"));
    return finish(new ProcessBuilder(line).directory(folder.toFile()).start());
  }

  private static Path cacheOf(Run run) {
    String option = "-XX:AOTCache=";
    return run.out.stream()
        .filter(line -> line.startsWith(option))
        .map(line -> Path.of(line.substring(option.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPackageRunsItsOwnJavaAndLibrariesAndBuildsNothing() throws Exception {
    Path unpacked = folder.resolve("a package");
    Path command = unpacked.resolve("bin/belfry");
    Files.createDirectories(command.getParent());
    Files.copy(LAUNCHER, command, StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(unpacked.resolve("lib"));
    Files.writeString(unpacked.resolve("lib/belfry.jar"), "jar");
    Files.createDirectories(unpacked.resolve("runtime/bin"));
    script(unpacked.resolve("runtime/bin/java"), JAVA.replace("in $(pwd)", "its own in $(pwd)"));
    Files.writeString(unpacked.resolve("runtime/release"), "JAVA_VERSION=\"25.0.1\"\n");
    Run run = run(command, folder, Map.of(), "serve");
    assertThat(run.code).isZero();
    Path libraries = unpacked.resolve("lib/native");
    assertThat(run.out)
        .contains(
            "-Djava.library.path=" + libraries, "-Dorg.sqlite.lib.path=" + libraries, "-Xmx512m")
        .containsSubsequence("-jar", unpacked.resolve("lib/belfry.jar").toString(), "serve");
    assertThat(run.out.getFirst()).startsWith("its own in ");
    assertThat(cacheOf(run)).startsWith(unpacked.resolve("lib")).exists();
    assertThat(house.resolve("builds")).doesNotExist();
    assertThat(run(Map.of(), "serve").out).noneMatch(line -> line.contains("library.path"));
  }

  @Test
  void furtherOptionsComeBeforeTheJar() throws Exception {
    List<String> line = run(Map.of("BELFRY_JAVA_OPTS", "-Da=1 -Db=2"), "serve").out;
    assertThat(line).containsSubsequence("-Da=1", "-Db=2", "-jar");
  }

  private Run run(Map<String, String> environment, String... arguments) throws Exception {
    return run(house.resolve("belfry"), folder, environment, arguments);
  }

  private Run run(Path command, Path workingFolder, Map<String, String> environment, String... rest)
      throws Exception {
    return finish(start(command, workingFolder, environment, rest));
  }

  private Process start(
      Path command, Path workingFolder, Map<String, String> environment, String... rest)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("sh", command.toString()));
    line.addAll(List.of(rest));
    ProcessBuilder builder = new ProcessBuilder(line).directory(workingFolder.toFile());
    builder.environment().remove("BELFRY_HEAP");
    builder.environment().remove("BELFRY_JAVA_OPTS");
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Run finish(Process process) throws Exception {
    List<String> out;
    try (var reader = process.inputReader()) {
      out = reader.readAllLines();
    }
    String err;
    try (var reader = process.errorReader()) {
      err = String.join("\n", reader.readAllLines());
    }
    return new Run(process.waitFor(), out, err);
  }

  private long builds() throws IOException {
    return Files.readAllLines(house.resolve("builds")).size();
  }

  private static void script(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Run(int code, List<String> out, String err) {}
}
