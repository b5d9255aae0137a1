package dev.belfry.server.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The house rules that look at lines.
final class TextRules {
  static final int FILE_LINES_MAX = 400;
  static final int COLUMNS_MAX = 100;
  static final int README_LINES_MAX = 150;

  /// Put together in pieces, so that this file does not break its own rules.
  private static final Pattern LEFT_FOR_LATER =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX|PLACE" + "HOLDER)\\b");

  private static final Pattern HOME_PATH =
      Pattern.compile("(?<![\\w./}~$-])/(root|home|work|Users)/|\\b[A-Z]:\\\\Users");

  private static final Pattern REGISTRY_HOST =
      Pattern.compile(
          "registry\\.npmjs|repo1?\\.maven\\.(org|apache)|\"resolved\": *\"http"
              + "|https?://[^ \"<]*(artifactory|nexus|/maven2|/simple/)");

  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s#]+)[^)]*\\)");

  private TextRules() {}

  static List<Violation> longFiles(List<TextFile> files) {
    return files.stream()
        .filter(TextFile::isCode)
        .filter(file -> file.lines().size() > FILE_LINES_MAX)
        .map(file -> tooLong(file, FILE_LINES_MAX))
        .toList();
  }

  /// Import lines may be as long as the names in them.
  static List<Violation> longLines(List<TextFile> files) {
    List<Violation> violations = new ArrayList<>();
    for (TextFile file : files.stream().filter(TextFile::isCode).toList()) {
      List<String> lines = file.lines();
      for (int i = 0; i < lines.size(); i++) {
        int columns = lines.get(i).codePointCount(0, lines.get(i).length());
        if (columns > COLUMNS_MAX && !lines.get(i).startsWith("import ")) {
          violations.add(new Violation(file.path(), i + 1, columns + " columns"));
        }
      }
    }
    return violations;
  }

  static List<Violation> leftForLater(List<TextFile> files) {
    return linesWith(files, file -> !isProse(file), LEFT_FOR_LATER, "something left for later");
  }

  static List<Violation> machinePaths(List<TextFile> files) {
    return linesWith(files, file -> true, HOME_PATH, "a path of one machine");
  }

  static List<Violation> registryHosts(List<TextFile> files) {
    return linesWith(files, file -> true, REGISTRY_HOST, "the address of a package registry");
  }

  static List<Violation> longReadme(List<TextFile> files) {
    return files.stream()
        .filter(file -> file.path().equals("README.md"))
        .filter(file -> file.lines().size() > README_LINES_MAX)
        .map(file -> tooLong(file, README_LINES_MAX))
        .toList();
  }

  /// The newest section of the change log is for what is not released.
  static List<Violation> changelogWithoutUnreleased(List<TextFile> files) {
    return files.stream()
        .filter(file -> file.path().equals("CHANGELOG.md"))
        .filter(file -> !firstSection(file).matches("## \\[?Unreleased\\]?"))
        .map(file -> new Violation(file.path(), 1, "does not begin with Unreleased"))
        .toList();
  }

  private static String firstSection(TextFile file) {
    return file.lines().stream().filter(line -> line.startsWith("## ")).findFirst().orElse("");
  }

  /// Links from one document to another lead somewhere.
  static List<Violation> brokenLinks(List<TextFile> files, Predicate<Path> exists) {
    List<Violation> violations = new ArrayList<>();
    for (TextFile file : files.stream().filter(TextRules::isProse).toList()) {
      List<String> lines = file.lines();
      for (int i = 0; i < lines.size(); i++) {
        Matcher link = LINK.matcher(lines.get(i));
        while (link.find()) {
          if (!leadsSomewhere(file, link.group(1), exists)) {
            violations.add(new Violation(file.path(), i + 1, "link to " + link.group(1)));
          }
        }
      }
    }
    return violations;
  }

  private static boolean leadsSomewhere(TextFile file, String target, Predicate<Path> exists) {
    return target.contains("://")
        || target.startsWith("mailto:")
        || exists.test(Path.of(file.path()).resolveSibling(target).normalize());
  }

  private static boolean isProse(TextFile file) {
    return file.extension().equals("md");
  }

  private static Violation tooLong(TextFile file, int linesMax) {
    int lines = file.lines().size();
    return new Violation(file.path(), lines, lines + " lines, at most " + linesMax);
  }

  private static List<Violation> linesWith(
      List<TextFile> files, Predicate<TextFile> which, Pattern pattern, String what) {
    return files.stream()
        .filter(which)
        .flatMap(file -> file.linesWith(pattern, what).stream())
        .toList();
  }
}
