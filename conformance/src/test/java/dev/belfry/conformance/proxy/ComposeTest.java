package dev.belfry.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// `deploy/compose.yaml` as a reader of it finds it.
class ComposeTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final List<String> NODES = List.of("node1", "node2", "node3");

  private final Map<String, Object> compose = compose();
  private final Map<String, Object> services = map(compose.get("services"));

  private static Map<String, Object> compose() {
    try {
      String text = Files.readString(DEPLOY.resolve("compose.yaml"));
      return map(new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private Map<String, Object> service(String name) {
    return map(services.get(name));
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  @Test
  void everyFileOfTheProjectThatIsMountedIsThere() {
    for (String name : services.keySet()) {
      for (Object volume : list(service(name).get("volumes"))) {
        String source = String.valueOf(volume).split(":")[0];
        if (source.startsWith(".")) {
          assertThat(DEPLOY.resolve(source)).exists();
        } else {
          assertThat(map(compose.get("volumes"))).containsKey(source);
        }
      }
    }
  }

  @Test
  void theNodesStartWithWhatTheyAreGiven() {
    for (String node : NODES) {
      Map<String, String> environment = new HashMap<>();
      map(service(node).get("environment"))
          .forEach((key, value) ->
              environment.put(key, String.valueOf(value).replaceAll("[$][{].*?}", "secret")));
      assertThat(
              ConfigLoader.load(
                  Optional.of(DEPLOY.resolve("cluster/belfry.yaml")), environment, Map.of()))
          .isInstanceOfSatisfying(
              ConfigOutcome.Loaded.class,
              loaded -> {
                assertThat(loaded.config().store().url().orElseThrow())
                    .hasToString("postgresql://belfry:***@postgresql/belfry");
                assertThat(loaded.config().redis().url().orElseThrow())
                    .hasToString("redis://redis");
                assertThat(loaded.config().server().open()).isTrue();
              });
    }
    assertThat(services).containsKeys("postgresql", "redis");
  }

  @Test
  void nginxHasAllNodesAndTheyTrustIt() throws IOException {
    String nginx = Files.readString(DEPLOY.resolve("cluster/nginx.conf"));
    for (String node : NODES) {
      assertThat(services).containsKey(node);
      assertThat(nginx).contains("server " + node + ":8000 ");
    }
    String subnet =
        String.valueOf(compose.get("networks")).replaceAll(".*subnet=([0-9./]+).*", "$1");
    assertThat(Files.readString(DEPLOY.resolve("cluster/belfry.yaml"))).contains(subnet);
  }
}
