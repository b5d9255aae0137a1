package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.ClientFrame;
import dev.belfry.protocol.ClientFrames;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.CommandWord;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Reply;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The AsyncAPI document against the protocol: every frame is in it, it has no other, and the
/// golden examples of each are what its schemas say.
class AsyncApiTest {
  private static final JsonNode DOCUMENT = read();
  private static final JsonNode MESSAGES = DOCUMENT.get("components").get("messages");

  /// What the schemas were asked for by the examples, as paths.
  private final Set<String> met = new HashSet<>();

  private static JsonNode read() {
    try (InputStream yaml =
        AsyncApiTest.class.getResourceAsStream("edge/http/site/asyncapi.yaml")) {
      Object document = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
      return JsonMapper.shared().valueToTree(document);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyFrameIsInItAndNoOther() {
    Set<String> frames = new TreeSet<>(Set.of("alive"));
    frames.addAll(kinds("command.", Command.class));
    frames.addAll(kinds("reply.", Reply.class));
    frames.addAll(kinds("push.", Push.class));
    assertThat(MESSAGES.propertyNames()).containsExactlyInAnyOrderElementsOf(frames);
    JsonNode channel = DOCUMENT.get("channels").get("notifications").get("messages");
    assertThat(channel.propertyNames()).containsExactlyInAnyOrderElementsOf(frames);
  }

  private static List<String> kinds(String prefix, Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .map(kind -> prefix + kind.getSimpleName().toLowerCase(Locale.ROOT))
        .toList();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = DOCUMENT.findValues("$ref");
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      assertThat(resolved(reference.asString()).isMissingNode()).as(reference.toString()).isFalse();
    }
  }

  @Test
  void everyErrorWordIsInIt() {
    JsonNode words = MESSAGES.at("/reply.failed/payload/properties/error/properties/code/enum");
    assertThat(words.valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::word).toList());
  }

  @Test
  void theGoldenExamplesAreWhatItSaysAndLeaveNoMemberOut() throws IOException {
    for (JsonNode vector : vectors("client.json")) {
      String line = vector.get("frame").asString();
      if (ClientFrames.read(line) instanceof Decoded.Frame<ClientFrame>(ClientFrame frame)) {
        check(nameOf(frame), ClientFrames.write(frame));
      }
    }
    for (JsonNode vector : vectors("server.json")) {
      String line = vector.get("frame").asString();
      String asked = vector.path("asked").asString("ping").toUpperCase(Locale.ROOT);
      if (ServerFrames.read(line, _ -> CommandWord.valueOf(asked))
          instanceof Decoded.Frame<ServerFrame>(ServerFrame frame)) {
        check(nameOf(frame), ServerFrames.write(frame));
      }
    }
    Set<String> all = new TreeSet<>();
    MESSAGES
        .properties()
        .forEach(message -> collect(message.getKey(), message.getValue().get("payload"), all));
    assertThat(met).containsExactlyInAnyOrderElementsOf(all);
  }

  private static JsonNode vectors(String file) throws IOException {
    Path path = Path.of("..", "protocol", "vectors", file);
    return JsonMapper.shared().readTree(Files.readString(path));
  }

  private static String nameOf(ClientFrame frame) {
    return switch (frame) {
      case ClientFrame.Alive() -> "alive";
      case ClientFrame.Request(long _, Command command) -> "command." + command.word().word();
    };
  }

  private static String nameOf(ServerFrame frame) {
    return switch (frame) {
      case ServerFrame.Answer(long _, Reply reply) -> "reply." + simpleName(reply);
      case Push push -> "push." + simpleName(push);
    };
  }

  private static String simpleName(Object frame) {
    return frame.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private void check(String message, String line) {
    assertThat(MESSAGES.has(message)).as(message).isTrue();
    JsonNode payload = MESSAGES.get(message).get("payload");
    check(message, payload, JsonMapper.shared().readTree(line));
  }

  /// A value against the parts of JSON Schema that the document uses.
  private void check(String path, JsonNode schemaOrReference, JsonNode value) {
    JsonNode schema = schemaOf(schemaOrReference);
    met.add(path);
    Stream<JsonNode> types =
        schema.path("type").isArray()
            ? schema.get("type").valueStream()
            : Stream.of(schema.path("type"));
    assertThat(types.anyMatch(type -> fits(type.asString("any"), value)))
        .as(path + " " + value)
        .isTrue();
    if (schema.has("pattern")) {
      assertThat(value.asString()).as(path).matches(schema.get("pattern").asString());
    }
    if (schema.has("enum")) {
      assertThat(schema.get("enum").valueStream()).as(path).contains(value);
    }
    schema
        .path("required")
        .forEach(name -> assertThat(value.has(name.asString())).as(path + " " + name).isTrue());
    if (schema.has("properties")) {
      for (var member : value.properties()) {
        JsonNode of = schema.get("properties").path(member.getKey());
        assertThat(of.isMissingNode()).as(path + "." + member.getKey()).isFalse();
        check(path + "." + member.getKey(), of, member.getValue());
      }
    }
    if (schema.has("items")) {
      value.forEach(element -> check(path + "[]", schema.get("items"), element));
    }
  }

  private static boolean fits(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      case "any" -> true;
      default -> throw new AssertionError("a type that this test does not know: " + type);
    };
  }

  private static void collect(String path, JsonNode schemaOrReference, Set<String> into) {
    JsonNode schema = schemaOf(schemaOrReference);
    into.add(path);
    for (var member : schema.path("properties").properties()) {
      collect(path + "." + member.getKey(), member.getValue(), into);
    }
    if (schema.has("items")) {
      collect(path + "[]", schema.get("items"), into);
    }
  }

  private static JsonNode schemaOf(JsonNode schemaOrReference) {
    return schemaOrReference.has("$ref")
        ? resolved(schemaOrReference.get("$ref").asString())
        : schemaOrReference;
  }

  private static JsonNode resolved(String reference) {
    assertThat(reference).startsWith("#/");
    return DOCUMENT.at(reference.substring(1));
  }

  @Test
  void theServerServesIt() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start();
        HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(belfry.uri().resolve("/asyncapi.yaml")).build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/yaml");
      assertThat(response.body()).startsWith("asyncapi: 3.0.0");
    }
  }
}
