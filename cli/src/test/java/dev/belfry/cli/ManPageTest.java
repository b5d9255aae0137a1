package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The manual pages, as man(7) has them.
class ManPageTest {
  /// The requests that the pages use; any other would be text that was taken for one.
  private static final String REQUESTS = "[.](TH|SH|TP|PP|B|BR|I|nf|fi)( .*)?";

  @TempDir Path folder;

  private List<Path> pages() throws IOException {
    assertThat(Main.commandLine().execute("man", folder.toString())).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void eachCommandHasAPage() throws IOException {
    assertThat(pages())
        .extracting(page -> page.getFileName().toString())
        .contains("belfry.1", "belfry-serve.1", "belfry-restore.1", "belfry-key-create.1")
        .doesNotContain("belfry-train.1", "belfry-man.1", "belfry-help.1");
  }

  @Test
  void aPageIsWholeAndNoTextIsTakenForARequest() throws IOException {
    for (Path page : pages()) {
      String text = Files.readString(page, StandardCharsets.UTF_8);
      assertThat(text)
          .startsWith(".TH \"BELFRY")
          .contains("\n.SH NAME\nbelfry", " \\- ", "\n.SH SYNOPSIS", "\n.SH EXIT STATUS\n.TP\n.B 0")
          .doesNotContain("%n", "${");
      assertThat(text.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
          .as("%s", page)
          .allMatch(line -> line.matches(REQUESTS));
      assertThat(text.lines().skip(1).filter(line -> line.matches(".*(?<!\\\\)-.*")))
          .as("a hyphen that could not be copied in %s", page)
          .isEmpty();
    }
  }

  @Test
  void optionsAreThoseOfTheHelp() throws IOException {
    assertThat(pages()).isNotEmpty();
    assertThat(Files.readString(folder.resolve("belfry-restore.1")))
        .contains(
            ".B \\-\\-force\nReplace the database", ".B \\-\\-data FOLDER\n", "\n.SH ARGUMENTS")
        .contains(".nf\n  belfry restore \\-\\-data /var/lib/belfry \\-\\-force");
  }
}
