package dev.belfry.server.store.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.LogLines;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TroubleTest {
  private static final String BEGINS = "WARN no connection to Redis: ";

  private final Trouble trouble = new Trouble();

  @Test
  void eachReasonIsToldOnceUntilItIsOver() {
    try (LogLines lines = LogLines.of(RedisLink.class)) {
      trouble.end();
      trouble.tell("slow");
      trouble.tell("untrusted");
      trouble.tell("slow");
      trouble.end();
      trouble.tell("slow");
      assertThat(lines.all())
          .filteredOn(line -> !line.startsWith("DEBUG"))
          .containsExactly(
              BEGINS + "slow",
              BEGINS + "untrusted",
              "INFO Redis is reached again",
              BEGINS + "slow");
    }
  }

  @Test
  void reasonsThatChangeForEverAreNoFlood() {
    try (LogLines lines = LogLines.of(RedisLink.class)) {
      for (int i = 0; i < 1_000; i++) {
        trouble.tell("reason " + i);
      }
      assertThat(lines.all()).filteredOn(line -> line.startsWith("WARN")).hasSize(8);
    }
  }

  @Test
  void aFailureIsToldWithItsServerItsCauseAndWhatHelps() {
    Address server = new Address("::1", 7_000);
    assertThat(Trouble.at(server, new CompletionException(new TimeoutException())))
        .isEqualTo("[::1]:7000: no answer in time");
    Throwable named = new IllegalStateException("No name matching redis.example found");
    assertThat(Trouble.at(server, new CompletionException(named)))
        .startsWith("[::1]:7000: No name matching redis.example found (")
        .endsWith("verify=ca)");
  }
}
