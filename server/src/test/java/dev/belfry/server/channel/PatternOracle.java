package dev.belfry.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

/// What a pattern means, said as plainly as can be and without a care for speed: a table of which
/// rest of the pattern matches which rest of the name.
final class PatternOracle {
  private PatternOracle() {}

  /// Fails where `ChannelPattern` and the plain definition differ; says whether the two match.
  static boolean check(String patternText, String nameText) {
    Optional<ChannelPattern> pattern = ChannelPattern.parse(patternText);
    Optional<ChannelName> name = ChannelName.parse(nameText);
    if (pattern.isEmpty() || name.isEmpty()) {
      return false;
    }
    boolean expected =
        (patternText.startsWith("@") || !nameText.startsWith("@"))
            && segmentsMatch(patternText.split("[:/]", -1), nameText.split("[:/]", -1));
    assertThat(pattern.get().matches(name.get()))
        .as("pattern %s, name %s", patternText, nameText)
        .isEqualTo(expected);
    return expected;
  }

  private static boolean segmentsMatch(String[] pattern, String[] name) {
    boolean[][] rest = new boolean[pattern.length + 1][name.length + 1];
    rest[pattern.length][name.length] = true;
    for (int p = pattern.length - 1; p >= 0; p--) {
      for (int n = name.length; n >= 0; n--) {
        boolean some = n < name.length;
        rest[p][n] =
            pattern[p].equals("**")
                ? rest[p + 1][n] || (some && rest[p][n + 1])
                : some && rest[p + 1][n + 1] && charactersMatch(pattern[p], name[n]);
      }
    }
    return rest[0][0];
  }

  private static boolean charactersMatch(String pattern, String name) {
    boolean[][] rest = new boolean[pattern.length() + 1][name.length() + 1];
    rest[pattern.length()][name.length()] = true;
    for (int p = pattern.length() - 1; p >= 0; p--) {
      for (int n = name.length(); n >= 0; n--) {
        boolean some = n < name.length();
        rest[p][n] =
            pattern.charAt(p) == '*'
                ? rest[p + 1][n] || (some && rest[p][n + 1])
                : some && rest[p + 1][n + 1] && pattern.charAt(p) == name.charAt(n);
      }
    }
    return rest[0][0];
  }
}
