package dev.belfry.conformance.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A local Maven repository with this project's libraries as `mvn install` puts them there, and
/// with all else that the one of this machine has: what is missing is loaded into that one, except
/// groups that begin like none there.
final class InstalledLibraries {
  private static final Path ROOT = Path.of("..");
  private static final List<String> LIBRARIES =
      List.of("bom", "protocol", "client", "server", "store-inbox", "store-sql");

  private InstalledLibraries() {}

  /// Makes it in a folder, which must not be there yet.
  static Path in(Path folder) throws IOException {
    Path machine = machine();
    link(machine, folder, "dev");
    link(machine.resolve("dev"), folder.resolve("dev"), "belfry");
    String version = version();
    install(folder, "belfry", version, ROOT);
    for (String library : LIBRARIES) {
      install(folder, "belfry-" + library, version, ROOT.resolve(library));
    }
    return folder.toAbsolutePath();
  }

  /// The repository of the Maven that runs this test, or else that of the user.
  private static Path machine() {
    return Stream.of("maven.repo.local", "belfry.repository")
        .map(property -> System.getProperty(property, ""))
        .filter(path -> !path.isEmpty() && Files.isDirectory(Path.of(path)))
        .map(Path::of)
        .findFirst()
        .orElse(Path.of(System.getProperty("user.home"), ".m2", "repository"));
  }

  /// Links all that one folder has into another, but not what is made there anew.
  private static void link(Path from, Path to, String except) throws IOException {
    Files.createDirectories(to);
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (!name.equals(except)) {
          Files.createSymbolicLink(to.resolve(name), entry.toRealPath());
        }
      }
    }
  }

  private static void install(Path repository, String artifact, String version, Path module)
      throws IOException {
    Path folder = repository.resolve(Path.of("dev", "belfry", artifact, version));
    String name = artifact + "-" + version;
    Files.createDirectories(folder);
    Files.copy(module.resolve("pom.xml"), folder.resolve(name + ".pom"));
    if (Files.exists(module.resolve("src/main"))) {
      Files.copy(module.resolve("target").resolve(name + ".jar"), folder.resolve(name + ".jar"));
    }
  }

  private static String version() throws IOException {
    Matcher version =
        Pattern.compile("<version>([^<]+)</version>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    if (!version.find()) {
      throw new IOException("the project has no version");
    }
    return version.group(1);
  }
}
