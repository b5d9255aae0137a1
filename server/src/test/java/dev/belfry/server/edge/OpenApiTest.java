package dev.belfry.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Router;
import dev.belfry.server.edge.http.dispatch.Verdict;
import dev.belfry.server.edge.http.request.Target;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The OpenAPI document against the server.
class OpenApiTest {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete", "options", "trace");
  private static final Router ROUTER = new TestDispatcher().router();

  private final TestDispatcher dispatcher = new TestDispatcher();
  private final JsonNode document = served();

  private JsonNode served() {
    String yaml = TestDispatcher.text(dispatcher.get("/openapi.yaml"));
    Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return JsonMapper.shared().valueToTree(read);
  }

  private static String filled(String path) {
    return path.replace("{channel}", "orders/42")
        .replace("{id}", UlidCreator.getUlid().toString())
        .replace("{action}", "ok")
        .replace("{mark}", "read")
        .replace("{part}", "read")
        .replace("{user}", "42");
  }

  private static Resource resource(String path) {
    return ROUTER
        .resource(path)
        .fold(
            resource -> resource,
            problem -> {
              throw new AssertionError(path + ": " + problem.detail());
            });
  }

  @Test
  void everyPathIsARouteWithTheseMethods() {
    assertThat(document.path("paths").propertyNames()).isNotEmpty();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      Set<String> documented = new TreeSet<>();
      for (String name : path.getValue().propertyNames()) {
        if (METHODS.contains(name)) {
          documented.add(name.toUpperCase(java.util.Locale.ROOT));
        }
      }
      assertThat(documented)
          .as(path.getKey())
          .isEqualTo(new TreeSet<>(resource(filled(path.getKey())).methods()));
    }
  }

  @Test
  void everyRouteIsDocumented() {
    Set<String> routes = new TreeSet<>();
    ROUTER.routes().forEach(route -> routes.add(route.path()));
    routes.remove("/chat"); // is the embedding program's to document
    routes.remove(Target.SERVER); // has no path
    assertThat(document.path("paths").propertyNames()).containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void everyReferenceNamesSomething() {
    assertThat(document.findValuesAsString("$ref"))
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
  }

  @Test
  void everyOperationHasANameOfItsOwn() {
    assertThat(document.path("paths").findValuesAsString("operationId")).doesNotHaveDuplicates();
  }

  static Stream<Object[]> requests() {
    String json = "Content-Type: application/json";
    String jsonWanted = "Accept: application/json";
    return Stream.of(
        new Object[] {"/notifications", "GET", "/notifications", "", List.of(jsonWanted), 200},
        new Object[] {"/notifications", "HEAD", "/notifications", "", List.of(jsonWanted), 200},
        new Object[] {"/notifications", "POST", "/notifications", "x", List.of(), 201},
        new Object[] {
          "/notifications/{channel}",
          "POST",
          "/notifications/a/b",
          "x",
          List.of("Belfry-At: 10m"),
          202
        },
        new Object[] {
          "/notifications/{channel}", "OPTIONS", "/notifications/a", "", List.of(), 204
        },
        new Object[] {"/v1/publish", "POST", "/v1/publish", "example", List.of(json), 200},
        new Object[] {
          "/v1/messages/{id}", "DELETE", filled("/v1/messages/{id}"), "", List.of(), 404
        },
        new Object[] {"/v1/stats", "GET", "/v1/stats", "", List.of(), 200},
        new Object[] {"/health/live", "GET", "/health/live", "", List.of(), 200},
        new Object[] {"/health/ready", "GET", "/health/ready", "", List.of(), 200},
        new Object[] {"/openapi.yaml", "GET", "/openapi.yaml", "", List.of(), 200},
        new Object[] {
          "/openapi.yaml", "GET", "/openapi.yaml", "", List.of("If-None-Match: *"), 304
        });
  }

  @ParameterizedTest
  @MethodSource("requests")
  void whatIsAnsweredIsDocumented(
      String path, String method, String target, String body, List<String> headers, int status) {
    JsonNode operation =
        document.path("paths").path(path).path(method.toLowerCase(java.util.Locale.ROOT));
    String sent = body.equals("example") ? exampleOf(operation) : body;
    FullHttpResponse response =
        dispatcher.respond(
            TestDispatcher.request(method, target, headers.toArray(String[]::new)),
            sent.getBytes(StandardCharsets.UTF_8));
    assertThat(response.status().code()).isEqualTo(status);
    JsonNode documented = resolved(operation.path("responses").path(Integer.toString(status)));
    assertThat(documented.isMissingNode()).isFalse();
    String type = response.headers().get("Content-Type");
    if (type != null) {
      JsonNode content = documented.path("content");
      if (!content.isMissingNode()) {
        assertThat(content.propertyNames()).contains(type);
        checkRequired(content.path(type).path("schema"), TestDispatcher.text(response));
      }
    }
  }

  private static String exampleOf(JsonNode operation) {
    return operation
        .path("requestBody")
        .path("content")
        .path("application/json")
        .path("example")
        .toString();
  }

  private void checkRequired(JsonNode schema, String text) {
    JsonNode required = resolved(schema).path("required");
    if (!text.isEmpty() && required.isArray()) {
      JsonNode answered = JsonMapper.shared().readTree(text);
      required.forEach(name -> assertThat(answered.has(name.asString())).isTrue());
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
  }

  @Test
  void everyLinkNamesAnOperationAndItsParameters() {
    JsonNode links = document.at("/components/links");
    assertThat(links.size()).isPositive();
    for (JsonNode link : links) {
      Set<String> known = parametersOf(link.path("operationId").asString());
      assertThat(link.path("parameters").propertyNames()).isNotEmpty().isSubsetOf(known);
    }
  }

  /// Those of the path go for each of its operations.
  private Set<String> parametersOf(String operationId) {
    Set<String> names = new HashSet<>();
    for (JsonNode path : document.path("paths")) {
      for (JsonNode operation : path) {
        if (operation.path("operationId").asString("").equals(operationId)) {
          path.path("parameters").forEach(one -> names.add(place(resolved(one))));
          operation.path("parameters").forEach(one -> names.add(place(resolved(one))));
        }
      }
    }
    return names;
  }

  private static String place(JsonNode parameter) {
    return parameter.path("in").asString() + "." + parameter.path("name").asString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Expires         | 30s
          Expires         | 24h
          Expires         | PT1H30M
          Expires         | 2099-12-24T18:00:00Z
          Expires         | 2099-12-24T18:00:00.123+01:00
          Expires         | soon
          Expires         | 10
          Expires         | -10s
          Expires         | 10w
          At              | 10m
          At              | PT0.5S
          At              | 2020-12-24T18:00:00Z
          At              | tomorrow
          At              | 1234567890s
          IdempotencyKey  | order-42
          IdempotencyKey  | two words
          ReplaceKey      | state
          ReplaceKey      | two words
          Since           | earliest
          Since           | -50
          Since           | 10m
          Since           | k3f9a0xz-17
          Since           | -0
          Since           | latest
          Since           | k3f9a0xz-017
          After           | k3f9a0xz-17
          After           | 17
          Before          | k3f9a0xz-17
          Before          | K3-17
          Limit           | 1
          Limit           | 1000
          Limit           | 0
          Limit           | 1001
          Wait            | 60
          Wait            | 61
          """)
  void boundsOfParametersAreThoseOfTheServer(String parameter, String value) {
    JsonNode documented = document.at("/components/parameters/" + parameter);
    String name = documented.path("name").asString();
    Verdict verdict =
        documented.path("in").asString().equals("header")
            ? dispatcher.judge("POST", "/notifications/a", name + ": " + value)
            : dispatcher.judge("GET", "/notifications/a?" + name + "=" + value);
    boolean taken = !(verdict.decision() instanceof Decision.Answer);
    assertThat(admits(resolved(documented.path("schema")), value)).isEqualTo(taken);
  }

  private static boolean admits(JsonNode schema, String value) {
    if (schema.path("type").asString().equals("integer")) {
      int number = Integer.parseInt(value);
      return number >= schema.path("minimum").asInt() && number <= schema.path("maximum").asInt();
    }
    return value.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE)
        && value.matches(schema.path("pattern").asString());
  }

  @Test
  void aDocumentThatTheClientHasIsNotSentAgain() {
    FullHttpResponse first = dispatcher.get("/openapi.yaml");
    String tag = first.headers().get("ETag");
    assertThat(first.headers().get("Content-Type")).isEqualTo("application/yaml");
    assertThat(first.headers().get("Cache-Control")).isEqualTo("no-cache");
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag)) {
      FullHttpResponse again = dispatcher.get("/openapi.yaml", "If-None-Match: " + known);
      assertThat(again.status().code()).isEqualTo(304);
      assertThat(again.headers().get("ETag")).isEqualTo(tag);
      assertThat(TestDispatcher.text(again)).isEmpty();
    }
    assertThat(dispatcher.get("/openapi.yaml", "If-None-Match: \"other\"").status().code())
        .isEqualTo(200);
  }
}
