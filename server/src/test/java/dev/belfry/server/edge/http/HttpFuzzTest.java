package dev.belfry.server.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Input that nobody would send. A build runs the inputs kept beside this class; with
/// `JAZZER_FUZZ=1` in the environment new ones are sought, for one test at a time.
final class HttpFuzzTest {
  private static final Router ROUTER = new Router(Set.of("/chat"));

  /// What a target names was allowed as a name, or is refused with a problem of the client's.
  @FuzzTest(maxDuration = "60s")
  void everyTargetIsAPlaceOrAProblem(byte[] bytes) {
    Target.parse(new String(bytes, ISO_8859_1))
        .then(target -> ROUTER.route(target.path()))
        .fold(HttpFuzzTest::checkRoute, HttpFuzzTest::checkProblem);
  }

  private static boolean checkRoute(Route route) {
    if (route instanceof Route.Channel(ChannelName name)) {
      assertThat(ChannelName.parse(name.text())).contains(name);
    }
    return true;
  }

  private static boolean checkProblem(Problem problem) {
    assertThat(problem.status()).isBetween(400, 499);
    return false;
  }

  /// The first byte tells the number of channels; there is one wish for each or none at all.
  @FuzzTest(maxDuration = "60s")
  void everySinceIsReadForEachChannelOrNotAtAll(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    int channels = 1 + (bytes[0] & 31);
    String text = new String(bytes, 1, bytes.length - 1, ISO_8859_1);
    SinceText.parse(text, channels).ifPresent(since -> assertThat(since).hasSize(channels));
    int read = SinceText.read(text, Optional.empty(), channels).fold(List::size, _ -> -1);
    assertThat(read).isEqualTo(channels);
  }

  /// What is taken as JSON is JSON to another reader too, the same value, in one line.
  @FuzzTest(maxDuration = "60s")
  void everyBodyThatIsTakenIsOneJsonValue(byte[] bytes) {
    if (MessageBody.read(bytes, Message.Kind.JSON) instanceof Checked.Good<byte[]>(byte[] kept)) {
      String line = new String(kept, UTF_8);
      assertThat(line).doesNotContain("\n", "\r");
      assertThat(kept).hasSameSizeAs(bytes);
      assertThat(parse(line)).isEqualTo(parse(new String(bytes, UTF_8)));
    }
  }

  private static Object parse(String json) {
    try {
      return JsonMapper.shared().readTree(json);
    } catch (JacksonException notJson) {
      throw new AssertionError("taken, but not JSON: " + json, notJson);
    }
  }
}
