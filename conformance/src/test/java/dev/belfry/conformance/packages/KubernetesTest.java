package dev.belfry.conformance.packages;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The manifests in `deploy/kubernetes`: their parts fit together, the image and the server.
class KubernetesTest {
  private static final Path MANIFESTS = Path.of("..", "deploy", "kubernetes");
  private static final Map<String, String> SECRETS =
      Map.of(
          "tokens", "[{algorithm: HS256, secret: \"" + "s".repeat(32) + "\"}]",
          "store", "postgresql://belfry:secret@postgresql/belfry",
          "redis", "redis://redis");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"single.yaml, StatefulSet", "nodes.yaml, Deployment"})
  void theServerTakesItsConfiguration(String file, String kind) throws IOException {
    ServerConfig config = config(documents(file), kind);
    assertThat(config.server().host()).hasToString("0.0.0.0");
    assertThat(config.server().open()).isFalse();
    assertThat(config.auth().tokens()).hasSize(1);
    assertThat(config.store().url().isPresent()).isEqualTo(kind.equals("Deployment"));
  }

  @ParameterizedTest
  @CsvSource({"single.yaml, StatefulSet", "nodes.yaml, Deployment"})
  void theProbesAskTheListenersThatAreThere(String file, String kind) throws IOException {
    Map<String, Map<String, Object>> documents = documents(file);
    ServerConfig config = config(documents, kind);
    Map<String, Object> container = container(documents, kind);
    Map<Object, Object> ports = new HashMap<>();
    for (Object port : list(container.get("ports"))) {
      ports.put(map(port).get("name"), map(port).get("containerPort"));
    }
    assertThat(ports)
        .containsEntry("http", config.server().port())
        .containsEntry("admin", config.server().admin().port().orElseThrow());
    assertThat(probe(container, "startupProbe")).isEqualTo("/health/live admin");
    assertThat(probe(container, "livenessProbe")).isEqualTo("/health/live admin");
    assertThat(probe(container, "readinessProbe")).isEqualTo("/health/ready admin");
    Object service = list(map(documents.get("Service").get("spec")).get("ports")).getFirst();
    assertThat(ports).containsKey(map(service).get("targetPort"));
  }

  @ParameterizedTest
  @CsvSource({"single.yaml, StatefulSet", "nodes.yaml, Deployment"})
  void aPodHasTimeToLeave(String file, String kind) throws IOException {
    Map<String, Map<String, Object>> documents = documents(file);
    Map<String, Object> lifecycle = map(container(documents, kind).get("lifecycle"));
    List<?> command = list(map(map(lifecycle.get("preStop")).get("exec")).get("command"));
    assertThat(command.getFirst()).isEqualTo("sleep");
    long wait = Long.parseLong(String.valueOf(command.getLast()));
    long drain = config(documents, kind).server().drain().toSeconds();
    Number grace = (Number) pod(documents, kind).get("terminationGracePeriodSeconds");
    assertThat(requireNonNull(grace).longValue()).isGreaterThan(wait + drain);
  }

  @ParameterizedTest
  @CsvSource({"single.yaml, StatefulSet", "nodes.yaml, Deployment"})
  void itIsTheUserOfTheImageWithoutRights(String file, String kind) throws IOException {
    Map<String, Map<String, Object>> documents = documents(file);
    Object user = map(pod(documents, kind).get("securityContext")).get("runAsUser");
    String dockerfile = Files.readString(Path.of("..", "Dockerfile"));
    assertThat(dockerfile).contains("--uid " + user + " ").contains("\nUSER " + user + "\n");
    Map<String, Object> rights = map(container(documents, kind).get("securityContext"));
    assertThat(rights)
        .containsEntry("allowPrivilegeEscalation", false)
        .containsEntry("readOnlyRootFilesystem", true);
    for (Object mount : list(container(documents, kind).get("volumeMounts"))) {
      String path = String.valueOf(map(mount).get("mountPath"));
      assertThat(path.equals("/tmp") || dockerfile.contains(path)).as(path).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single.yaml", "nodes.yaml"})
  void selectorsFindWhatTheyAreFor(String file) throws IOException {
    documents(file)
        .forEach((kind, document) -> {
          assertThat(map(document.get("metadata"))).as(kind).containsEntry("name", "belfry");
          assertThat(map(map(document.get("metadata")).get("labels")))
              .as(kind)
              .isEqualTo(Map.of("app.kubernetes.io/name", "belfry"));
        });
  }

  private ServerConfig config(Map<String, Map<String, Object>> documents, String kind)
      throws IOException {
    Object text = map(requireNonNull(documents.get("ConfigMap")).get("data")).get("belfry.yaml");
    Path file = Files.writeString(folder.resolve("belfry.yaml"), String.valueOf(text));
    Map<String, String> environment = new HashMap<>();
    for (Object variable : list(container(documents, kind).get("env"))) {
      Map<String, Object> source = map(map(variable).get("valueFrom"));
      String value =
          source.containsKey("secretKeyRef")
              ? SECRETS.get(String.valueOf(map(source.get("secretKeyRef")).get("key")))
              : "belfry-0";
      environment.put(String.valueOf(map(variable).get("name")), requireNonNull(value));
    }
    ConfigOutcome outcome = ConfigLoader.load(Optional.of(file), environment, Map.of());
    assertThat(outcome).isInstanceOf(ConfigOutcome.Loaded.class);
    return ((ConfigOutcome.Loaded) outcome).config();
  }

  private static String probe(Map<String, Object> container, String name) {
    Map<String, Object> get = map(map(container.get(name)).get("httpGet"));
    return get.get("path") + " " + get.get("port");
  }

  private static Map<String, Object> container(
      Map<String, Map<String, Object>> documents, String kind) {
    return map(list(pod(documents, kind).get("containers")).getFirst());
  }

  private static Map<String, Object> pod(Map<String, Map<String, Object>> documents, String kind) {
    Map<String, Object> spec = map(requireNonNull(documents.get(kind)).get("spec"));
    return map(map(spec.get("template")).get("spec"));
  }

  /// The file's documents by their kinds.
  private static Map<String, Map<String, Object>> documents(String file) throws IOException {
    Map<String, Map<String, Object>> documents = new HashMap<>();
    String text = Files.readString(MANIFESTS.resolve(file));
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      documents.put(String.valueOf(map(document).get("kind")), map(document));
    }
    return documents;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) requireNonNull(value);
  }
}
