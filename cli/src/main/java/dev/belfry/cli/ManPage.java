package dev.belfry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// A manual page in the language of man(7), made of what a command says of itself: the same texts
/// as its help.
final class ManPage {
  /// What the page of the whole program has beside what it says of itself.
  private static final String OF_BELFRY = "belfry.1.part";

  private final StringBuilder page = new StringBuilder();
  private final CommandSpec spec;
  private final UsageMessageSpec usage;

  private ManPage(CommandSpec spec) {
    this.spec = spec;
    this.usage = spec.usageMessage();
  }

  /// `belfry-key-create`.
  static String nameOf(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  static String of(CommandSpec spec) {
    return new ManPage(spec).written();
  }

  private String written() {
    List<String> description = lines(usage.description());
    page.append(".TH \"")
        .append(nameOf(spec).toUpperCase(Locale.ROOT))
        .append("\" 1 \"\" Belfry \"User Commands\"\n");
    section("NAME");
    page.append(escaped(nameOf(spec)))
        .append(" \\- ")
        .append(escaped(firstSentence(description)))
        .append('\n');
    section("SYNOPSIS");
    verbatim(new CommandLine.Help(spec, Ansi.OFF).synopsis(0).strip());
    section("DESCRIPTION");
    text(description);
    parameters();
    options();
    commands();
    if (spec.parent() == null) {
      page.append(ofBelfry());
    }
    section("EXIT STATUS");
    ExitCodes.of(spec.name())
        .forEach(each -> tagged(String.valueOf(each.code()), List.of(each.text() + ".")));
    section("NOTES");
    text(lines(usage.footer()));
    section("SEE ALSO");
    page.append(".BR ")
        .append(spec.parent() == null ? "belfry\\-serve" : "belfry")
        .append(" (1)\n");
    return page.toString();
  }

  /// What precedes the first full stop, without it, as whatis(1) lists it.
  private static String firstSentence(List<String> description) {
    String whole = String.join(" ", description).strip();
    int end = whole.indexOf(". ");
    String sentence = end < 0 ? whole : whole.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private void parameters() {
    if (!spec.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      for (PositionalParamSpec each : spec.positionalParameters()) {
        tagged(each.paramLabel(), List.of(each.description()));
      }
    }
  }

  private void options() {
    section("OPTIONS");
    for (OptionSpec each : spec.options()) {
      if (!each.hidden()) {
        String names = String.join(", ", each.names());
        boolean flag = each.arity().max() == 0;
        tagged(flag ? names : names + " " + each.paramLabel(), List.of(each.description()));
      }
    }
  }

  private void commands() {
    List<CommandSpec> commands =
        spec.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(each -> !each.usageMessage().hidden())
            .toList();
    if (!commands.isEmpty()) {
      section("COMMANDS");
      for (CommandSpec each : commands) {
        tagged(
            each.qualifiedName(), List.of(firstSentence(lines(each.usageMessage().description()))));
      }
    }
  }

  private void section(String name) {
    page.append(".SH ").append(name).append('\n');
  }

  private void tagged(String tag, List<String> text) {
    page.append(".TP\n.B ").append(escaped(tag)).append('\n');
    page.append(escaped(String.join(" ", text).strip())).append('\n');
  }

  /// Lines that follow each other are a paragraph; those that are indented stay as they are.
  private void text(List<String> lines) {
    boolean kept = false;
    for (String line : lines) {
      boolean keep = line.startsWith("  ");
      if (keep != kept) {
        page.append(keep ? ".PP\n.nf\n" : ".fi\n");
        kept = keep;
      }
      if (line.isBlank()) {
        page.append(".PP\n");
      } else {
        page.append(escaped(line)).append('\n');
      }
    }
    page.append(kept ? ".fi\n" : "");
  }

  private void verbatim(String text) {
    page.append(".nf\n");
    text.lines().forEach(line -> page.append(escaped(line)).append('\n'));
    page.append(".fi\n");
  }

  /// The lines of a description or a footer; those of options come resolved.
  private List<String> lines(String[] templates) {
    return Arrays.stream(templates).flatMap(each -> resolved(each).lines()).toList();
  }

  /// As picocli does it: what is no template is a text.
  private static String resolved(String template) {
    try {
      return template.isEmpty() ? "\n" : Ansi.OFF.string(String.format(template));
    } catch (IllegalFormatException text) {
      return template;
    }
  }

  /// A line that roff takes for text: no control character in it, none at its beginning, and
  /// hyphens that can be copied as they were typed.
  private static String escaped(String line) {
    String text = line.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    return text.startsWith(".") ? "\\&" + text : text;
  }

  private static String ofBelfry() {
    try (InputStream in = ManPage.class.getResourceAsStream(OF_BELFRY)) {
      if (in == null) {
        throw new IllegalStateException(OF_BELFRY + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
