package dev.belfry.server.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Something that nodes share has changed: a hint to read it again, no more.
///
/// @param subject which kind of thing, in letters a-z: `presence`
/// @param node that gives it
/// @param text says more, as the subject has it
public record Hint(String subject, String node, String text) {
  private static final String VERSION = "1";
  private static final int PARTS = 4;
  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z.]+");

  public Hint {
    if (!WORD.matcher(subject).matches() || !WORD.matcher(node).matches()) {
      throw new IllegalArgumentException("no words: " + subject + ", " + node);
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > NodeTable.BYTES_MAX) {
      throw new IllegalArgumentException("a hint of " + text.length() + " characters");
    }
  }

  /// The hint as text on its way.
  public String write() {
    return String.join(" ", VERSION, subject, node, text);
  }

  /// Reads one; empty where it is of a form that is not known here.
  public static Optional<Hint> read(String written) {
    String[] parts = written.split(" ", PARTS);
    return written.getBytes(StandardCharsets.UTF_8).length <= NodeTable.BYTES_MAX
            && parts.length == PARTS
            && parts[0].equals(VERSION)
            && WORD.matcher(parts[1]).matches()
            && WORD.matcher(parts[2]).matches()
        ? Optional.of(new Hint(parts[1], parts[2], parts[3]))
        : Optional.empty();
  }
}
