package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReferenceTest {
  private static final Path FILE = Path.of("..", "docs", "reference", "configuration.md");
  private static final String WRITE = "belfry.docs.write";

  @Test
  void theReferenceIsCurrent() throws Exception {
    if (Boolean.getBoolean(WRITE)) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, ConfigReference.markdown());
    }
    assertThat(Files.readString(FILE))
        .as(
            "docs/reference/configuration.md is not what the settings say. To write it anew: "
                + "./mvnw test -pl server -am -Dtest=ConfigReferenceTest "
                + "-Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            WRITE)
        .isEqualTo(ConfigReference.markdown());
  }

  @Test
  void theExampleInItIsValid(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("belfry.yaml"), ConfigReference.EXAMPLE);
    assertThat(ConfigLoader.load(Optional.of(file), Map.of(), Map.of()))
        .isInstanceOf(ConfigOutcome.Loaded.class);
  }
}
