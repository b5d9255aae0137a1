package dev.belfry.server.edge.http.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.log.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Input that nobody would send. A build runs the inputs kept beside this class; with
/// `JAZZER_FUZZ=1` in the environment new ones are sought.
final class MessageBodyFuzzTest {
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
