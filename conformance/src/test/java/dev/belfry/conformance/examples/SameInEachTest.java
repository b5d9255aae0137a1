package dev.belfry.conformance.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.clients.Guide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the examples have in common, in folders that are copied one by one.
class SameInEachTest {
  private static final Path EXAMPLES = Path.of("../examples");

  @Test
  void thePagesLookAndWorkAlike() throws IOException {
    for (String file : List.of("style.css", "page.js", "icon.svg")) {
      String first = Files.readString(EXAMPLES.resolve("falcon/static").resolve(file));
      for (String folder : List.of("express/static", "spring-boot/src/main/resources/static")) {
        assertThat(EXAMPLES.resolve(folder).resolve(file)).hasContent(first);
      }
    }
  }

  @Test
  void theGuideHasTheFilesOfTheExamples() throws IOException {
    assertThat(Files.readString(EXAMPLES.resolve("express/belfry-auth.js")))
        .endsWith(Guide.block("js", "import express"));
    assertThat(Files.readString(EXAMPLES.resolve("falcon/belfry_auth.py")))
        .endsWith(Guide.block("python", "import falcon"));
  }
}
