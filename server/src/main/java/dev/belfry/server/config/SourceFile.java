package dev.belfry.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A file of keys and values; what can't be read of it is a problem with its place.
final class SourceFile {
  private static final int BYTES_MAX = 1 << 20;

  private SourceFile() {}

  /// What is written in it; empty where it can't be read.
  static Optional<String> text(Path file, List<Problem> problems) {
    var origin = new Origin(file.toString());
    try {
      if (!Files.isRegularFile(file)) {
        String wrong = Files.exists(file) ? "is no file" : "is not there";
        problems.add(new Problem("", origin, wrong, "an existing file"));
      } else if (Files.size(file) > BYTES_MAX) {
        problems.add(new Problem("", origin, "is too large", "at most 1MiB"));
      } else {
        return Optional.of(Files.readString(file));
      }
    } catch (CharacterCodingException _) {
      problems.add(new Problem("", origin, "is not text", "UTF-8"));
    } catch (IOException unreadable) {
      problems.add(
          new Problem(
              "",
              origin,
              "can't be read: " + FileReasons.of(unreadable),
              "a file that may be read"));
    }
    return Optional.empty();
  }

  /// The keys in a text; none where it holds nothing or something else.
  static Entry.Mapping mapping(String text, Path file, List<Problem> problems) {
    Entry.Mapping nothing = new Entry.Mapping(List.of(), Origin.DEFAULT);
    Optional<Entry> root =
        YamlText.read(text, "", line -> Origin.line(file.toString(), line), problems);
    return switch (root.orElse(nothing)) {
      case Entry.Mapping mapping -> mapping;
      case Entry.Scalar scalar when scalar.absent() -> nothing;
      case Entry other -> {
        problems.add(new Problem("", other.origin(), "holds no keys", "keys and values"));
        yield nothing;
      }
    };
  }
}
