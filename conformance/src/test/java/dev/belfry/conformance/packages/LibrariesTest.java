package dev.belfry.conformance.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The libraries that other programs depend on, as they are published.
class LibrariesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

  @Test
  void theBomHasEachLibraryInTheVersionOfTheProject() throws IOException {
    String bom = pom("bom");
    assertThat(all(VERSION, bom).getFirst())
        .isEqualTo(all(VERSION, Files.readString(ROOT.resolve("pom.xml"))).getFirst());
    int end = bom.indexOf("</dependencyManagement>");
    List<String> managed = all(ARTIFACT, bom.substring(bom.indexOf("<dependencyManagement>"), end));
    assertThat(managed)
        .containsExactlyElementsOf(libraries().stream().map(name -> "belfry-" + name).toList());
  }

  @Test
  void eachLibraryHasItsSourcesAndJavadoc() throws IOException {
    for (String library : libraries()) {
      Path target = ROOT.resolve(library).resolve("target");
      List<String> classes = entries(target, "belfry-" + library, ".jar");
      assertThat(entries(target, "belfry-" + library, "-sources.jar"))
          .as(library)
          .anyMatch(name -> name.endsWith(".java"))
          .contains(source(classes));
      assertThat(entries(target, "belfry-" + library, "-javadoc.jar"))
          .as(library)
          .contains("index.html")
          .anyMatch(name -> name.startsWith("dev/belfry/") && name.endsWith(".html"));
    }
  }

  /// The source of some class of the library, as its jar names it.
  private static String source(List<String> classes) {
    return classes.stream()
        .filter(name -> name.startsWith("dev/belfry/") && name.endsWith(".class"))
        .filter(name -> !name.contains("$"))
        .findFirst()
        .orElseThrow()
        .replace(".class", ".java");
  }

  private static List<String> entries(Path target, String name, String ending) throws IOException {
    String version = all(VERSION, pom("bom")).getFirst();
    try (JarFile jar = new JarFile(target.resolve(name + "-" + version + ending).toFile());
        Stream<?> entries = jar.stream()) {
      return entries.map(String::valueOf).toList();
    }
  }

  /// The modules that are installed, in the order of the build.
  private static List<String> libraries() throws IOException {
    return all(MODULE, Files.readString(ROOT.resolve("pom.xml"))).stream()
        .filter(module -> !module.equals("bom") && !pom(module).contains("maven.install.skip"))
        .toList();
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static String pom(String module) {
    try {
      return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
