package dev.belfry.server.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page in Prometheus's text format, as somebody reads it who knows nothing of the server.
public final class ScrapedMetrics {
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:]+)(\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"");

  /// One metric.
  ///
  /// @param labels without those of buckets
  public record Scraped(String type, String help, Set<String> labels) {}

  private final Map<String, Scraped> metrics = new LinkedHashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();

  /// Reads a page.
  public static ScrapedMetrics read(String page) {
    ScrapedMetrics read = new ScrapedMetrics();
    page.lines().forEach(read::line);
    return read;
  }

  private void line(String line) {
    String[] words = line.split(" ", 4);
    if (line.startsWith("# HELP ")) {
      metrics.put(words[2], new Scraped("", words[3], new TreeSet<>()));
    } else if (line.startsWith("# TYPE ")) {
      Scraped known = metrics.get(words[2]);
      metrics.put(words[2], new Scraped(words[3], known.help(), known.labels()));
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    samples.put(line.substring(0, line.lastIndexOf(' ')), Double.parseDouble(sample.group(4)));
    if (sample.group(3) != null) {
      Matcher label = LABEL.matcher(sample.group(3));
      while (label.find()) {
        if (!label.group(1).equals("le")) {
          metrics.get(nameOf(sample.group(1))).labels().add(label.group(1));
        }
      }
    }
  }

  private String nameOf(String sample) {
    if (metrics.containsKey(sample)) {
      return sample;
    }
    return sample.replaceFirst("_(bucket|count|sum)$", "");
  }

  /// All metrics, by the name that expressions use.
  public Map<String, Scraped> metrics() {
    return metrics;
  }

  /// The value of one series, as it is written: `name{label="value"}`.
  public double value(String series) {
    Double value = samples.get(series);
    if (value == null) {
      throw new AssertionError("no " + series + " among " + samples.keySet());
    }
    return value;
  }

  /// The sum of all series of a name.
  public double sum(String name) {
    return samples.entrySet().stream()
        .filter(one -> one.getKey().equals(name) || one.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
