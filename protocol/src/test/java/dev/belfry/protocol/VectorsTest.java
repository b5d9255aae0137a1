package dev.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The golden examples in `vectors/`: `frame` is what is on the wire. Written again it is the same,
/// or what `means` says; it is `refused` with an id and words that begin with `says`; or `broken`.
class VectorsTest {
  static Stream<JsonNode> client() throws IOException {
    return vectors("client.json");
  }

  static Stream<JsonNode> server() throws IOException {
    return vectors("server.json");
  }

  private static Stream<JsonNode> vectors(String file) throws IOException {
    String json = Files.readString(Path.of("vectors", file));
    return JsonMapper.shared().readTree(json).valueStream();
  }

  @ParameterizedTest
  @MethodSource("client")
  void whatAClientSaysIsReadAndWrittenAsTheVectorsSay(JsonNode vector) {
    switch (ClientFrames.read(vector.get("frame").asString())) {
      case Decoded.Frame<ClientFrame>(ClientFrame frame) ->
          assertThat(ClientFrames.write(frame)).isEqualTo(meaning(vector));
      case Decoded.Refused<ClientFrame>(long id, String message) -> {
        assertThat(vector.has("refused")).as(message).isTrue();
        assertThat(id).isEqualTo(vector.get("refused").asLong());
        assertThat(message).startsWith(vector.get("says").asString());
      }
      case Decoded.Broken<ClientFrame>(String message) ->
          assertThat(vector.has("broken")).as(message).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("server")
  void whatAServerSaysIsReadAndWrittenAsTheVectorsSay(JsonNode vector) {
    CommandWord asked =
        vector.has("asked")
            ? CommandWord.valueOf(vector.get("asked").asString().toUpperCase(Locale.ROOT))
            : null;
    switch (ServerFrames.read(vector.get("frame").asString(), _ -> asked)) {
      case Decoded.Frame<ServerFrame>(ServerFrame frame) ->
          assertThat(ServerFrames.write(frame)).isEqualTo(meaning(vector));
      case Decoded.Refused<ServerFrame> refused -> throw new AssertionError(refused);
      case Decoded.Broken<ServerFrame>(String message) ->
          assertThat(vector.has("broken")).as(message).isTrue();
    }
  }

  /// What a frame that was understood means; a vector that should not have been has none.
  private static String meaning(JsonNode vector) {
    assertThat(vector.has("refused") || vector.has("broken")).as("understood").isFalse();
    return vector.get(vector.has("means") ? "means" : "frame").asString();
  }

  @Test
  void thereIsAVectorForEveryCommandReplyPushAndChange() throws IOException {
    assertThat(seen(client())).containsAll(kinds(Command.class)).contains("Alive");
    assertThat(seen(server()))
        .containsAll(kinds(Reply.class))
        .containsAll(kinds(Push.class))
        .containsAll(kinds(Push.PresenceChange.class))
        .containsAll(kinds(ItemChange.class));
  }

  private static Set<String> seen(Stream<JsonNode> vectors) {
    StringBuilder all = new StringBuilder();
    vectors.forEach(vector -> {
      String line = vector.get("frame").asString();
      all.append(ClientFrames.read(line));
      EnumSet.allOf(CommandWord.class)
          .forEach(word -> all.append(ServerFrames.read(line, _ -> word)));
    });
    return Arrays.stream(all.toString().split("[^A-Za-z]+")).collect(Collectors.toSet());
  }

  private static Set<String> kinds(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .collect(Collectors.toSet());
  }

  @Test
  void dataNestedTooDeepIsBroken() {
    String deep = "[".repeat(200) + "]".repeat(200);
    String line = "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":" + deep + "}}";
    assertThat(ClientFrames.read(line)).isInstanceOf(Decoded.Broken.class);
  }

  @Test
  void infoAndUserAreBounded() {
    String info = "{\"a\":\"" + "x".repeat(1_100) + "\"}";
    assertThat(ClientFrames.read("{\"id\":1,\"connect\":{\"info\":" + info + "}}"))
        .isEqualTo(new Decoded.Refused<ClientFrame>(1, "info is at most 1024 bytes"));
    String user = "u".repeat(129);
    assertThat(ClientFrames.read("{\"id\":1,\"connect\":{\"user\":\"" + user + "\"}}"))
        .isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void textThatIsNotOneJsonValueIsNoJsonText() {
    assertThat(JsonText.parse("{\"a\": 1.0}")).contains(new JsonText("{\"a\": 1.0}"));
    assertThat(JsonText.parse("1 2")).isEmpty();
    assertThat(JsonText.parse("")).isEmpty();
    assertThat(JsonText.parse("[1,\n2]")).contains(new JsonText("[1, 2]"));
    assertThat(JsonText.ofString("a\"\n€").text()).isEqualTo("\"a\\\"\\n€\"");
  }
}
