package dev.belfry.server.edge.http.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;

/// Input that nobody would send. A build runs the inputs kept beside this class; with
/// `JAZZER_FUZZ=1` in the environment new ones are sought.
final class SinceTextFuzzTest {
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
}
