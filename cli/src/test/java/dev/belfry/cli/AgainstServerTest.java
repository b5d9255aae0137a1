package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against the server itself.
class AgainstServerTest {
  @TempDir Path folder;
  private final Commands commands = new Commands();
  private final Belfry server;
  private final String url;

  AgainstServerTest() throws IOException {
    server = Belfry.builder().port(0).set("history.count", "3").start();
    url = server.uri().toString();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsPublishedIsListenedTo() {
    assertThat(commands.run("publish", "orders:42", "{\"n\": 1}", "--url", url)).isZero();
    assertThat(commands.run("publish", "orders:42", "two\nlines", "--url", url)).isZero();
    assertThat(commands.run("listen", "orders:42", "--since", "earliest", "-n", "2", "--url", url))
        .isZero();
    assertThat(commands.out().lines().skip(2)).containsExactly("{\"n\": 1}", "two\\nlines");
  }

  @Test
  void severalChannelsAreListenedToByName() {
    commands.run("publish", "a", "one", "--url", url);
    commands.run("publish", "b/c", "[2]", "--url", url);
    assertThat(commands.run("listen", "a", "b/c", "-s", "earliest", "-n", "2", "--url", url))
        .isZero();
    assertThat(commands.out().lines().skip(2)).containsExactlyInAnyOrder("a: one", "b/c: [2]");
  }

  @Test
  void anyNumberOfChannelsIsListenedToUpToTheServersBound() {
    List<String> channels = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      server.publish("c" + i, "m");
      channels.add("c" + i);
    }
    channels.add("c0"); // named twice, listened to once
    assertThat(listenToAll(channels, 50)).isZero();
    assertThat(commands.out().lines()).hasSize(50).doesNotHaveDuplicates();
    for (int i = 50; i < 300; i++) {
      channels.add("c" + i);
    }
    assertThat(listenToAll(channels, 1000)).isEqualTo(1);
    assertThat(commands.err()).contains("413 too-large: a session has at most 256 subscriptions");
  }

  private int listenToAll(List<String> channels, int count) {
    List<String> arguments = new ArrayList<>(List.of("listen", "-s", "earliest", "--url", url));
    arguments.addAll(List.of("-n", String.valueOf(count)));
    arguments.addAll(channels);
    return commands.run(arguments.toArray(String[]::new));
  }

  @Test
  void whatIsListenedToIsPrintedAsJsonForProgramsWithItsGaps() {
    String first = server.publish("a", "lost").position().toString();
    server.publish("a", "lost too");
    commands.run("publish", "a", "{\"n\":1.50}", "--url", url);
    commands.run("publish", "a", "12", "--json", "--url", url);
    commands.run("publish", "a", "12", "--text", "--url", url);
    int before = (int) commands.out().lines().count();
    assertThat(commands.run("listen", "a", "-s", first, "-n", "3", "-o", "json", "--url", url))
        .isZero();
    String epoch = first.replaceAll("-.*", "");
    assertThat(commands.out().replace(epoch, "e").lines().skip(before))
        .containsExactly(
            "{\"gap\":{\"channel\":\"a\",\"missed\":1,\"position\":\"e-2\"}}",
            "{\"channel\":\"a\",\"position\":\"e-3\",\"data\":{\"n\":1.50}}",
            "{\"channel\":\"a\",\"position\":\"e-4\",\"data\":12}",
            "{\"channel\":\"a\",\"position\":\"e-5\",\"data\":\"12\"}");
    assertThat(commands.run("listen", "a", "-s", first, "-n", "3", "--url", url)).isZero();
    assertThat(commands.err()).contains("belfry: 1 messages of a missed");
  }

  @Test
  void aMessageForLaterIsTakenBackByItsId() {
    assertThat(commands.run("publish", "a", "never", "--at", "1h", "--url", url)).isZero();
    String id = commands.out().strip().replaceAll(".* ", "");
    assertThat(commands.run("cancel", id, "--url", url)).isZero();
    assertThat(commands.run("cancel", id, "--url", url)).isEqualTo(1);
    assertThat(commands.err()).contains("belfry: no message with this id is to come");
  }

  @Test
  void theSameKeyPublishesOnce() {
    commands.run("publish", "a", "one", "--key", "k1", "--url", url);
    commands.run("publish", "a", "one", "--key", "k1", "--url", url);
    commands.run("publish", "a", "two", "--key", "k2", "--url", url);
    assertThat(commands.out().lines().distinct()).hasSize(2);
    assertThat(commands.run("publish", "a", "other", "--key", "k1", "--url", url)).isEqualTo(1);
    assertThat(commands.err()).contains("409 conflict");
  }

  @Test
  void aWrongNameIsRefusedByBoth() {
    assertThat(commands.run("publish", "no name", "x", "--url", url)).isEqualTo(1);
    assertThat(commands.run("listen", "no name", "--url", url)).isEqualTo(1);
    assertThat(commands.err().lines().filter(line -> !line.contains("listening at")))
        .hasSize(2)
        .allMatch(line -> line.contains("400 bad-request"));
  }

  @Test
  void benchLosesNothingOverEitherStream() {
    String socket = url.replaceFirst("^http", "ws");
    assertThat(commands.run("bench", socket, "-c", "20", "-m", "500", "-w", "4")).isZero();
    assertThat(commands.run("bench", url, "-c", "20", "-m", "200", "-w", "4")).isZero();
    assertThat(commands.out()).contains("10,000 of 10,000", "4,000 of 4,000");
    assertThat(commands.run("listen", "notifications", "-s", "earliest", "-u", url + "/x"))
        .isEqualTo(1);
    assertThat(commands.err()).contains("404", url.replaceFirst("^http", "ws") + "/x");
  }

  @Test
  void benchFillsNoChannelOfOthersUnlessItIsTold() {
    String socket = url.replaceFirst("^http", "ws");
    assertThat(commands.run("bench", socket + "/notifications")).isEqualTo(2);
    assertThat(commands.run("bench", socket + "/notifications/orders", "-m", "1")).isEqualTo(2);
    assertThat(commands.run("bench", socket + "/x", "--publish-url", url + "/notifications"))
        .isEqualTo(2);
    assertThat(commands.run("bench", socket, "--channel", "orders")).isEqualTo(2);
    assertThat(commands.err().lines().filter(line -> line.contains("--force"))).hasSize(4);
    for (String[] told :
        new String[][] {
          {"bench", socket, "--channel", "orders", "--force"},
          {"bench", socket + "/notifications/orders", "--force"},
          {"bench", socket, "--channel", "bench/mine"}
        }) {
      String[] small = Arrays.copyOf(told, told.length + 4);
      System.arraycopy(new String[] {"-c", "2", "-m", "3"}, 0, small, told.length, 4);
      assertThat(commands.run(small)).isZero();
    }
  }

  @Test
  void publishTakesTheHeadersOfAMessageAsOptions() {
    commands.run("publish", "a", "one", "--replace-key", "r", "--url", url);
    commands.run("publish", "a", "two", "--replace-key", "r", "--expires", "1h", "--url", url);
    commands.clear();
    assertThat(commands.run("listen", "a", "-s", "earliest", "-n", "1", "--url", url)).isZero();
    assertThat(commands.out().lines()).containsExactly("two");
    assertThat(commands.run("publish", "a", "x", "--expires", "soon", "--url", url)).isEqualTo(1);
    assertThat(commands.err()).contains("400 bad-request");
  }

  @Test
  void theServersAddressMayHaveASlashOrTheChannelsPath() {
    assertThat(commands.run("publish", "a", "one", "--url", url + "/")).isZero();
    assertThat(commands.run("publish", "a", "two", "--url", url + "/notifications/")).isZero();
    assertThat(commands.run("publish", "a", "x", "--url", url + "/notifications/a")).isEqualTo(2);
    assertThat(commands.err()).contains("without a channel");
    assertThat(
            commands.run("listen", "a", "-s", "earliest", "-n", "2", "-u", url + "/notifications"))
        .isZero();
    assertThat(commands.out().lines().skip(2)).containsExactly("one", "two");
  }

  @Test
  void aStartThatFailsSaysWhatWasTriedAndWhy() throws IOException {
    String port = String.valueOf(server.port());
    assertThat(commands.run("serve", "--port", port)).isEqualTo(1);
    assertThat(commands.err())
        .contains("the server can't start", "127.0.0.1:" + port + ": Address already in use");
    assertThat(commands.out())
        .contains("Belfry ", " on Java ", "Configuration: no belfry.yaml in /", "Data folder: /");
    Path file = Files.writeString(folder.resolve("file"), "channels: [{match: a, durable: true}]");
    assertThat(commands.run("serve", "-p", "0", "-c", file.toString(), "--data", file.toString()))
        .isOne();
    assertThat(commands.err()).contains("the data folder " + file + " can't be used: it is there");
    assertThat(commands.out()).contains("Configuration: " + file);
    assertThat(commands.run("serve", "-c", folder.toString())).isEqualTo(2);
    assertThat(commands.err()).contains(folder + ": the file is no file");
  }

  @Test
  void thePolicyOfOneChannelIsPrintedWithItsRule() {
    String rules = "--channels=[{match: a, echo: false}, {match: 'o*', durable: true}]";
    assertThat(commands.run("config", "--channel", "o1", rules)).isZero();
    assertThat(commands.out())
        .startsWith("# o1: the rule `o*`, channels[1] (flag --channels)")
        .contains("durable: true  # flag --channels", "age: 7d  # default of durable channels");
    assertThat(commands.run("config", "--channel", "no name")).isEqualTo(2);
  }

  @Test
  void theTrainingRunEndsByItself() {
    assertThat(commands.run("train", "SERVER")).isZero();
    assertThat(commands.run("train", "CLIENT")).isZero();
  }

  @Test
  void aConfigurationThatIsWrongIsExitCodeTwo() {
    assertThat(commands.run("serve", "--port", "many", "--no.such=1")).isEqualTo(2);
    assertThat(commands.err()).contains("server.port", "no.such");
    assertThat(commands.run("config", "--port=9001")).isZero();
    assertThat(commands.out()).contains("port: 9001");
  }
}
