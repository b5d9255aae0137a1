package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script for shells, in a bash that sources it.
class CompletionCommandTest {
  /// What bash does when somebody presses the tab key behind the words: it calls the function that
  /// was registered, with them.
  private static final String TAB =
      """
      compopt() { :; } # bash has it only while somebody presses the key
      source "$1"; shift
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
      registered=$(complete -p belfry)
      function=${registered#*-F }
      ${function%% *} belfry "${COMP_WORDS[COMP_CWORD]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir Path folder;

  private List<String> completed(String... words) throws IOException, InterruptedException {
    Commands commands = new Commands();
    assertThat(commands.run("completion", "bash")).isZero();
    Path file = Files.writeString(folder.resolve("belfry"), commands.out());
    List<String> command =
        new ArrayList<>(List.of("bash", "--norc", "-c", TAB, "bash", file.toString()));
    command.addAll(List.of(words));
    Process bash =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().map(String::strip).toList();
  }

  @Test
  void commandsAreCompletedAndNoHiddenOneIs() throws Exception {
    assertThat(completed("belfry", "")).contains("serve", "publish", "doctor", "restore", "top");
    assertThat(completed("belfry", "")).doesNotContain("train", "man");
    assertThat(completed("belfry", "re")).containsExactly("restore");
    assertThat(completed("belfry", "key", "")).contains("create", "list", "revoke");
  }

  @Test
  void optionsTheirValuesAndFilesAreCompleted() throws Exception {
    assertThat(completed("belfry", "restore", "--fo")).containsExactly("--force");
    assertThat(completed("belfry", "listen", "--output", "")).contains("text", "json");
    assertThat(completed("belfry", "completion", "z")).containsExactly("zsh");
    Files.createFile(folder.resolve("mine.yaml"));
    assertThat(completed("belfry", "serve", "--config", "mi")).containsExactly("mine.yaml");
  }
}
