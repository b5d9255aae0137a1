package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// `belfry top` against a server.
class TopCommandTest {
  private final Commands commands = new Commands();

  @Test
  void theBusiestChannelComesFirst() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("server.name", "here").start()) {
      belfry.publish("quiet", "one");
      CountDownLatch begun = new CountDownLatch(1);
      Thread busy =
          Thread.ofVirtual()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  belfry.publish("busy", "x");
                  begun.countDown();
                }
              });
      begun.await();
      assertThat(
              commands.run("top", "--url", belfry.uri().toString(), "-n", "1", "--interval", "0.5"))
          .isZero();
      busy.interrupt();
      busy.join();
    }
    List<String> lines = commands.out().lines().toList();
    assertThat(commands.out()).as("a pipe gets no control character").doesNotContain("\u001b");
    assertThat(lines.getFirst()).startsWith("here, ");
    assertThat(lines.get(2)).matches("per second: publishes [1-9].*");
    assertThat(lines.get(4)).startsWith("CHANNEL ");
    assertThat(lines.get(5)).matches("busy +[1-9][0-9,]*\\.\\d +0 +- +no +.*");
    assertThat(lines.get(6)).matches("quiet +0\\.0 +0 +- +no +.*");
  }

  @Test
  void aNodeThatWasStartedAnewCountsFromZero() {
    String stats = "{\"node\":\"a\\u001b[2J\",\"publishes\":%d}";
    Sample before = sample(stats.formatted(1_000), "old-900", 0);
    Sample now = sample(stats.formatted(30), "new-30", 3_000_000_000L);
    String table = new TopTable(20).of(before, now);
    assertThat(table).contains("publishes 10.0 ").contains("a\\u001b[2J");
    assertThat(table.lines().toList().get(5)).matches("orders +0\\.0 .* new-30");
    assertThat(TopTable.inPlace("a\nb\n")).isEqualTo("\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J");
  }

  @Test
  void onlySoManyRowsAreShownAndTheRestCounted() {
    Sample sample = sample("{}", "e-1", 0);
    Sample.Channel one = new Sample.Channel("e-2", 1, 3, true);
    Sample two =
        new Sample(sample.stats(), java.util.Map.of("a", one, "b", one), true, 1_000_000_000L);
    assertThat(new TopTable(1).of(sample, two))
        .containsPattern("\na +0\\.0 +1 +3 +yes +e-2\n")
        .doesNotContain("\nb ")
        .endsWith("... of 2 channels\n");
  }

  private static Sample sample(String stats, String position, long nanos) {
    Sample.Channel channel = new Sample.Channel(position, 0, -1, false);
    return new Sample(
        JsonMapper.shared().readTree(stats), java.util.Map.of("orders", channel), true, nanos);
  }
}
