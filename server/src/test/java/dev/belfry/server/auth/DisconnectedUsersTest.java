package dev.belfry.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DisconnectedUsersTest {
  private static final long DAY = 86_400_000;

  @TempDir private Path folder;

  private DisconnectedUsers open(long nowMillis, Map<String, Long> known) throws IOException {
    return DisconnectedUsers.open(
        folder.resolve("disconnected"),
        nowMillis,
        (user, millis) -> known.put(user.text(), millis));
  }

  private Map<String, Long> read(long nowMillis) throws IOException {
    Map<String, Long> known = new HashMap<>();
    open(nowMillis, known);
    return known;
  }

  private static UserId user(String text) {
    return UserId.parse(text).orElseThrow();
  }

  @Test
  void whoWasToldToGoIsKnownAfterARestart() throws Exception {
    assertThat(read(0)).isEmpty();
    DisconnectedUsers users = open(0, new HashMap<>());
    assertThat(users.add(user("42"), 1_000)).isTrue();
    assertThat(users.add(user("é 日本\n7"), 2_000)).isTrue();
    assertThat(users.add(user("42"), 3_000)).isTrue();
    assertThat(read(4_000)).isEqualTo(Map.of("42", 3_000L, "é 日本\n7", 2_000L));
    assertThat(Files.readAllLines(folder.resolve("disconnected"))).hasSize(2);
  }

  @Test
  void whatIsOlderThanNinetyDaysIsForgotten() throws Exception {
    DisconnectedUsers users = open(0, new HashMap<>());
    assertThat(users.add(user("old"), DAY)).isTrue();
    assertThat(users.add(user("new"), 3 * DAY)).isTrue();
    assertThat(read(92 * DAY)).containsOnlyKeys("new");
  }

  @Test
  void aLineThatWasTornIsLeftOut() throws Exception {
    DisconnectedUsers users = open(0, new HashMap<>());
    assertThat(users.add(user("42"), 1_000)).isTrue();
    for (String torn : new String[] {"17", "x y\n", "5 ***\n", "\n"}) {
      Files.writeString(folder.resolve("disconnected"), torn, StandardOpenOption.APPEND);
      assertThat(read(2_000)).containsEntry("42", 1_000L);
    }
  }

  @Test
  void aDiskThatDoesNotTakeItIsSaid() throws Exception {
    DisconnectedUsers users = open(0, new HashMap<>());
    Files.createDirectory(folder.resolve("disconnected"));
    assertThat(users.add(user("42"), 1_000)).isFalse();
  }
}
