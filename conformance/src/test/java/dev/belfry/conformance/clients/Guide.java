package dev.belfry.conformance.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The code in the guide to identity.
public final class Guide {
  private static final Path GUIDE = Path.of("../docs/guide/put-it-online.md");

  private Guide() {}

  /// The code of the guide in a language that has some words in it.
  public static String block(String language, String words) throws IOException {
    Matcher blocks =
        Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(GUIDE));
    return blocks
        .results()
        .map(block -> block.group(1))
        .filter(code -> code.contains(words))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + language + " with " + words + " in " + GUIDE));
  }
}
