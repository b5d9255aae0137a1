package dev.belfry.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `belfry top` shows of two samples: the node's rates between them, and its channels, the
/// busiest first.
final class TopTable {
  private static final String ROW = "%-48s %9s %11s %8s %-7s %s%n";
  private static final int NAME_COLUMNS = 48;
  private static final double SECOND_NANOS = 1e9;
  private static final double KIB = 1024;

  /// To the upper left corner; to the end of a line or of the screen, nothing (ECMA-48).
  private static final String HOME = "\u001b[H";

  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final int rows;

  /// @param rows channels at most
  TopTable(int rows) {
    this.rows = rows;
  }

  /// A channel with its messages per second.
  private record Busy(String name, Sample.Channel channel, double rate) {}

  String of(Sample before, Sample now) {
    double seconds = Math.max((now.nanos() - before.nanos()) / SECOND_NANOS, 1e-3);
    StringBuilder text = new StringBuilder();
    head(text, before, now, seconds);
    text.append(ROW.formatted("CHANNEL", "PER SEC", "SUBSCRIBERS", "PRESENT", "DURABLE", "NEWEST"));
    List<Busy> busy =
        now.channels().entrySet().stream()
            .map(each ->
                new Busy(
                    each.getKey(),
                    each.getValue(),
                    published(before.channels().get(each.getKey()), each.getValue()) / seconds))
            .sorted(
                Comparator.comparingDouble((Busy each) -> -each.rate())
                    .thenComparingLong(each -> -each.channel().subscribers())
                    .thenComparing(Busy::name))
            .toList();
    busy.stream().limit(rows).forEach(each -> text.append(row(each)));
    if (busy.size() > rows || !now.complete()) {
      text.append(
          String.format(
              Locale.ROOT,
              "... of %,d channels%s%n",
              busy.size(),
              now.complete() ? "" : " or more"));
    }
    return text.toString();
  }

  /// The same for a terminal, over what was there.
  static String inPlace(String table) {
    return HOME + table.replace("\n", CLEAR_LINE + "\n") + CLEAR_BELOW;
  }

  private static void head(StringBuilder text, Sample before, Sample now, double seconds) {
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %s, up %,d s%n",
            ControlCharacters.escaped(now.stats().path("node").asString("?")),
            ControlCharacters.escaped(now.stats().path("version").asString("?")),
            now.total("/uptime")));
    text.append(
        String.format(
            Locale.ROOT,
            "connections %,d  users %,d  subscriptions %,d  channels %,d  behind %,d"
                + "  outbox %.1f KiB%n",
            now.total("/connections/open"),
            now.total("/users"),
            now.total("/subscriptions"),
            now.total("/channels"),
            now.total("/behind"),
            now.total("/outbox") / KIB));
    text.append(
        "per second: publishes %s  deliveries %s  in %s KiB  out %s KiB  refusals %s  gaps %s%n%n"
            .formatted(
                rate(before, now, "/publishes", seconds),
                rate(before, now, "/deliveries", seconds),
                rate(before, now, "/bytes/in", seconds * KIB),
                rate(before, now, "/bytes/out", seconds * KIB),
                rate(before, now, "/refusals", seconds),
                rate(before, now, "/gaps", seconds)));
  }

  /// A node that was started anew between the two counts from zero.
  private static String rate(Sample before, Sample now, String path, double seconds) {
    long since = now.total(path) - before.total(path);
    return decimal((since < 0 ? now.total(path) : since) / seconds);
  }

  private static long published(Sample.@Nullable Channel before, Sample.Channel now) {
    if (before == null || !now.sameEpochAs(before)) {
      return 0; // what was before nobody knows
    }
    return Math.max(now.offset() - before.offset(), 0);
  }

  private static String row(Busy busy) {
    String name = ControlCharacters.escaped(busy.name());
    long present = busy.channel().present();
    return ROW.formatted(
        name.length() <= NAME_COLUMNS ? name : name.substring(0, NAME_COLUMNS - 3) + "...",
        decimal(busy.rate()),
        busy.channel().subscribers(),
        present < 0 ? "-" : present,
        busy.channel().durable() ? "yes" : "no",
        ControlCharacters.escaped(busy.channel().position()));
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%,.1f", number);
  }
}
