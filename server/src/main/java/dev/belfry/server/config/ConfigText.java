package dev.belfry.server.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The configuration, and what is wrong with it, as text for a person.
public final class ConfigText {
  /// What YAML reads as the text it is, wherever it stands.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.%/@=-]*");

  private final Origins origins;
  private final StringBuilder text = new StringBuilder();

  private ConfigText(Origins origins) {
    this.origins = origins;
  }

  /// The whole configuration as YAML that could be loaded again, behind each value where it came
  /// from.
  public static String render(ConfigOutcome.Loaded loaded) {
    var writer = new ConfigText(loaded.origins());
    writer.record(loaded.config(), "", "", "");
    return writer.text.toString();
  }

  /// Every problem on a line of its own.
  public static String render(ConfigOutcome.Invalid invalid) {
    List<Problem> problems = invalid.problems();
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return "The configuration has "
        + count
        + ":\n"
        + problems.stream().map(ConfigText::line).collect(Collectors.joining());
  }

  private static String line(Problem problem) {
    String key = problem.key().isEmpty() ? "the file" : problem.key();
    return "  %s: %s %s. Allowed: %s.\n"
        .formatted(problem.origin(), key, problem.wrong(), problem.allowed());
  }

  /// Writes the components of a record.
  ///
  /// @param key the record's own key with a dot behind it, or nothing
  /// @param firstIndent what stands before the first component, a list's dash perhaps
  private void record(Record record, String key, String firstIndent, String indent) {
    String before = firstIndent;
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String name = SettingTree.keyOf(component);
      Object value = valueOf(record, component);
      if (saysNothing(value)) {
        continue;
      }
      text.append(before).append(name).append(':');
      before = indent;
      if (SettingTree.isGroup(component)) {
        text.append('\n');
        record((Record) value, key + name + ".", indent + "  ", indent + "  ");
      } else {
        value(value, key + name, indent);
      }
    }
  }

  private static boolean saysNothing(Object value) {
    return value.equals(Optional.empty())
        || (value instanceof Record group
            && Kind.of(group.getClass()).isEmpty()
            && Arrays.stream(group.getClass().getRecordComponents())
                .allMatch(component -> saysNothing(valueOf(group, component))));
  }

  private void value(Object value, String key, String indent) {
    switch (value) {
      case List<?> list when !list.isEmpty() -> {
        comment(key);
        for (int i = 0; i < list.size(); i++) {
          item(list.get(i), key + "[" + i + "].", indent + "  ");
        }
      }
      case List<?> _ -> {
        text.append(" []");
        comment(key);
      }
      case Optional<?> present -> value(present.orElseThrow(), key, indent);
      default -> {
        text.append(' ').append(quoted(Kind.print(value)));
        comment(key);
      }
    }
  }

  private void item(Object item, String key, String indent) {
    if (item instanceof Record rule && Kind.of(rule.getClass()).isEmpty()) {
      record(rule, key, indent + "- ", indent + "  ");
    } else {
      text.append(indent).append("- ").append(quoted(Kind.print(item))).append('\n');
    }
  }

  private void comment(String key) {
    text.append("  # ").append(origins.of(key)).append('\n');
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches() && !value.equals("null") ? value : '"' + value + '"';
  }

  private static Object valueOf(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException("can't read " + component, broken);
    }
  }
}
