package dev.belfry.server.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;

/// Text that nobody would write. A build runs the inputs kept beside this class; with
/// `JAZZER_FUZZ=1` in the environment new ones are sought, for one test at a time.
final class ChannelFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void everyNameThatIsReadObeysTheRules(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    Optional<ChannelName> name = ChannelName.parse(text);
    boolean allowed =
        text.length() <= ChannelName.BYTES_MAX
            && Arrays.stream(text.split("/", -1))
                .allMatch(s -> s.matches("[A-Za-z0-9_.:@=-]+") && !s.matches("\\.\\.?"));
    assertThat(name.isPresent()).as(text).isEqualTo(allowed);
    name.ifPresent(read -> assertThat(read.text()).isEqualTo(text));
  }

  /// The first line is the pattern, the rest the name.
  @FuzzTest(maxDuration = "60s")
  void everyPatternMeansWhatItSays(byte[] bytes) {
    String[] patternAndName = new String(bytes, UTF_8).split("\n", 2);
    if (patternAndName.length == 2) {
      PatternOracle.check(patternAndName[0], patternAndName[1]);
    }
  }
}
