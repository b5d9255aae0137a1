package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  /// A setting that is only documented would be a lie. Other modules read some.
  @Test
  void everySettingIsReadBySomeRoom() throws Exception {
    String rooms = sourcesOutsideConfig();
    for (Class<?> group :
        List.of(
            ServerConfig.Server.class,
            ServerConfig.WebSocket.class,
            ServerConfig.Store.class,
            Auth.class,
            Auth.TokenRule.class,
            Auth.Callback.class,
            Limits.class)) {
      for (RecordComponent setting : group.getRecordComponents()) {
        assertThat(rooms).as(setting.getName()).contains("." + setting.getName() + "()");
      }
    }
  }

  private static String sourcesOutsideConfig() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("server", "store-sql", "store-postgresql", "cli")) {
      Path sources = Path.of("..", module, "src", "main", "java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          if (!file.getParent().endsWith("config")) {
            all.append(Files.readString(file));
          }
        }
      }
    }
    return all.toString();
  }

  @Test
  void theExampleInItIsValid(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("belfry.yaml"), ConfigReference.EXAMPLE);
    assertThat(ConfigLoader.load(Optional.of(file), Map.of(), Map.of()))
        .isInstanceOf(ConfigOutcome.Loaded.class);
  }
}
