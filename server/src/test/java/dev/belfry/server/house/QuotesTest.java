package dev.belfry.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Programs that the documents show are files that tests run: a code block that names one, as in
/// "```python examples/clients/python/belfry.py", is that file, or with `part` some of it.
class QuotesTest {
  private static final String WRITE = "belfry.docs.write";
  private static final Pattern QUOTE =
      Pattern.compile("(?ms)^(```\\w+ (examples/\\S+)( part)?\n)(.*?)(^```$)");
  private static final Pattern PROGRAM =
      Pattern.compile("examples/(clients|moving|use-cases)/.*\\.(py|mjs|go|php|html|yaml)");

  private static final Repository REPOSITORY = Repository.here();
  private static final List<TextFile> FILES = REPOSITORY.textFiles();

  @Test
  void whatIsQuotedIsWhatIsThere() throws IOException {
    List<TextFile> documents =
        FILES.stream().filter(file -> file.extension().equals("md")).toList();
    assertThat(documents.stream().mapToLong(file -> quotes(file).count()).sum()).isPositive();
    for (TextFile document : documents) {
      String current = QUOTE.matcher(document.text()).replaceAll(this::current);
      if (Boolean.getBoolean(WRITE) && !current.equals(document.text())) {
        Files.writeString(REPOSITORY.root().resolve(document.path()), current);
      } else {
        assertThat(document.text())
            .as("%s; -D%s=true writes it anew", document.path(), WRITE)
            .isEqualTo(current);
      }
    }
  }

  @Test
  void everyProgramForReadersIsQuotedSomewhere() {
    List<String> quoted =
        FILES.stream().flatMap(QuotesTest::quotes).map(quote -> quote.group(2)).toList();
    assertThat(FILES.stream().map(TextFile::path).filter(path -> PROGRAM.matcher(path).matches()))
        .isNotEmpty()
        .isSubsetOf(quoted);
  }

  private static Stream<MatchResult> quotes(TextFile file) {
    return QUOTE.matcher(file.text()).results();
  }

  private String current(MatchResult quote) {
    boolean part = Optional.ofNullable(quote.group(3)).isPresent();
    String file = read(quote.group(2));
    String quoted = part && file.contains(quote.group(4)) ? quote.group(4) : file;
    return Matcher.quoteReplacement(quote.group(1) + quoted + quote.group(5));
  }

  private static String read(String path) {
    return FILES.stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .map(TextFile::text)
        .orElse("there is no " + path + "\n");
  }
}
