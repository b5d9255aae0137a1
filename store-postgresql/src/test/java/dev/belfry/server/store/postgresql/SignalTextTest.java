package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.store.shared.ChannelState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalTextTest {
  private static ChannelState state(String epoch, String previous, long base, long head) {
    return new ChannelState(new Epoch(epoch, previous, base), 3, head);
  }

  @Test
  void whatIsWrittenIsRead() {
    SignalText text =
        new SignalText(
            "n1",
            "l1",
            5,
            7,
            Map.of(
                new ChannelName("a/b.:@=-_c"), state("l1", null, 0, 9),
                new ChannelName("/of/program"), state("l0", "k9", 4, Long.MAX_VALUE)));
    assertThat(text.write()).hasSize(1);
    assertThat(SignalText.read(text.write().getFirst())).contains(text);
  }

  @Test
  void noTextIsLongerThanTheDatabaseTakesAndNoChannelIsLeftOut() {
    Map<ChannelName, ChannelState> states = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      states.put(new ChannelName("c".repeat(190) + i), state("l1", "l0", i, 1L << 60));
    }
    List<String> texts = new SignalText("n1", "l1", 1, 2, states).write();
    assertThat(texts).hasSizeGreaterThan(8).allMatch(text -> text.length() < 8_000);
    Map<ChannelName, ChannelState> read = new HashMap<>();
    for (String text : texts) {
      SignalText part = SignalText.read(text).orElseThrow();
      assertThat(part.from()).isEqualTo(1);
      assertThat(part.to()).isEqualTo(2);
      read.putAll(part.states());
    }
    assertThat(read).isEqualTo(states);
  }

  @Test
  void whatALaterReleaseSaysIsNotUnderstood() {
    for (String text : List.of("2 n1 l1 5 7", "", "1 n1 l1 5", "1 n1 l1 5 x", "1 n1 l1 5 7\na 1")) {
      assertThat(SignalText.read(text)).isEmpty();
    }
  }
}
