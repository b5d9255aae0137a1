package dev.belfry.server.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One file of the repository that people write.
///
/// @param path from the repository's root, with `/` between its parts
record TextFile(String path, String text) {
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// What follows the last dot of the name; empty where there is none.
  String extension() {
    int dot = name().lastIndexOf('.');
    return dot <= 0 ? "" : name().substring(dot + 1);
  }

  boolean isJava() {
    return extension().equals("java");
  }

  boolean isTest() {
    return path.contains("src/test/");
  }

  /// Whether it is a program or its markup: not prose, not data, not a licence.
  boolean isCode() {
    return switch (extension()) {
      case "java", "js", "mjs", "ts", "html", "css", "sh", "c", "service" -> true;
      case "" -> text.startsWith("#!");
      default -> false;
    };
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /// Every line in which the pattern is found.
  List<Violation> linesWith(Pattern pattern, String what) {
    List<Violation> found = new ArrayList<>();
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      if (pattern.matcher(lines.get(i)).find()) {
        found.add(new Violation(path, i + 1, what));
      }
    }
    return found;
  }
}
