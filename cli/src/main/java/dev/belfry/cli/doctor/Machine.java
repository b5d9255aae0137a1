package dev.belfry.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// What Linux says of itself in files (proc(5)).
///
/// @param proc where they are: `/proc`
public record Machine(Path proc) {
  /// The machine that this process is on.
  public static Machine here() {
    return new Machine(Path.of("/proc"));
  }

  /// The text of a file; empty where there is none, as on other systems.
  Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(proc.resolve(file)).strip());
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /// The numbers in a file, at least so many.
  Optional<long[]> numbers(String file, int atLeast) {
    return text(file)
        .map(text -> text.split("\\s+"))
        .filter(parts -> parts.length >= atLeast)
        .filter(parts -> Arrays.stream(parts).allMatch(part -> part.matches("\\d{1,18}")))
        .map(parts -> Arrays.stream(parts).mapToLong(Long::parseLong).toArray());
  }
}
