package dev.belfry.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ProbeChannel;
import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.health.Health;
import dev.belfry.server.health.Heartbeats;
import dev.belfry.server.health.PublishProbe;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.metrics.ScrapedMetrics.Scraped;
import dev.belfry.server.runtime.Distribution;
import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.runtime.LoopCounters.Family;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is documented of metrics, drawn of them and alarmed by is what there is, and all of it.
class MetricsReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "metrics.md");
  private static final Path DASHBOARD = Path.of("..", "deploy", "grafana", "belfry.json");
  private static final Path RULES = Path.of("..", "deploy", "prometheus", "belfry.rules.yml");
  private static final String WRITE = "belfry.docs.write";
  private static final String TABLE =
      "| metric | type | labels | unit | meaning |\n|---|---|---|---|---|\n";
  private static final Pattern NAME = Pattern.compile("\\b(belfry|jvm|process)_[a-z0-9_]+");

  private static final ChannelPolicy NO_POLICY =
      new ChannelPolicy(
          false,
          new ChannelPolicy.History(1, 1, Duration.ZERO),
          ChannelPolicy.Access.ANYONE,
          ChannelPolicy.Access.ANYONE,
          true,
          ChannelPolicy.Presence.FALSE);

  private final SimulatedLoops simulation = new SimulatedLoops(1, 1);

  private MetricSources sources() {
    Distribution seconds = Distribution.ofSeconds();
    StoreFigures store =
        new StoreFigures("sqlite", seconds.copy(), Optional.of(seconds.copy()), 0, 0);
    Logs logs =
        new MemoryLogs(
            simulation.loops(),
            new ChannelPolicies(List.of(), NO_POLICY),
            new MemoryBounds(1, 1, Duration.ZERO, new ScheduleBounds(1, 1)),
            "e1",
            simulation,
            new SplittableRandom(1));
    PublishProbe probe =
        new PublishProbe(
            "memory",
            ProbeChannel.MEMORY,
            "n",
            simulation.loops().getFirst(),
            List.of(),
            logs,
            simulation);
    Health health = new Health(List.of(probe), new Heartbeats(simulation.loops()), logs);
    return new MetricSources(
        "1",
        () -> 0,
        () -> 0,
        () -> 0,
        seconds::copy,
        () -> List.of(store),
        () -> BusFigures.NONE,
        health);
  }

  /// A page with a series of each.
  private Map<String, Scraped> all() {
    LoopCounters counters = new LoopCounters();
    for (Family family : Family.values()) {
      counters.add(family, "one", "two", 1);
    }
    Metrics metrics = new Metrics(sources());
    AtomicReference<Map<String, Scraped>> read = new AtomicReference<>(Map.of());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          byte[] body = metrics.page("text/plain", counters.copy()).body();
          read.set(ScrapedMetrics.read(new String(body, StandardCharsets.UTF_8)).metrics());
          System.gc(); // some are told once garbage was collected
          return read.get().containsKey("jvm_memory_pool_allocated_bytes_total");
        });
    return read.get();
  }

  private static String table(Map<String, Scraped> all) {
    StringBuilder table = new StringBuilder(TABLE);
    for (String group : List.of("belfry", "jvm", "process")) {
      all.entrySet().stream()
          .filter(one -> one.getKey().startsWith(group + "_"))
          .sorted(Map.Entry.comparingByKey())
          .forEach(one -> table.append(row(one.getKey(), one.getValue())));
    }
    return table.toString();
  }

  private static String row(String name, Scraped metric) {
    return "| `"
        + name
        + "` | "
        + metric.type()
        + " | "
        + String.join(", ", metric.labels().stream().map(label -> "`" + label + "`").toList())
        + " | "
        + unitOf(name)
        + " | "
        + metric.help().replace("|", "\\|")
        + " |\n";
  }

  private static String unitOf(String name) {
    String base = name.replaceFirst("_total$", "").replaceFirst("_max$", "");
    return base.endsWith("_bytes") ? "bytes" : base.endsWith("_seconds") ? "seconds" : "";
  }

  @Test
  void theTableHasEveryMetricAndNoOther() throws IOException {
    String text = Files.readString(REFERENCE);
    String before = text.substring(0, text.indexOf(TABLE));
    String after = text.substring(text.indexOf(TABLE)).replaceFirst("(?s)^(\\|[^\n]*\n)+", "");
    String current = before + table(all()) + after;
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(REFERENCE, current);
    }
    assertThat(Files.readString(REFERENCE))
        .as("to write it anew: -Dtest=MetricsReferenceTest -D%s=true", WRITE)
        .isEqualTo(current);
  }

  @Test
  void everyMetricOfTheServerIsTold() {
    Set<String> told = new TreeSet<>(all().keySet());
    told.removeIf(name -> !name.startsWith("belfry_"));
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Metric.values()).map(Metric::exposed).toList());
  }

  @Test
  void theDashboardAndTheAlarmsNameOnlyMetricsThatThereAre() throws IOException {
    JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    List<String> drawn = dashboard.findValuesAsString("expr");
    assertThat(drawn).hasSizeGreaterThan(15);
    check(String.join("\n", drawn));
    String rules = Files.readString(RULES);
    assertThat(rules.lines().filter(line -> line.contains("alert:"))).hasSizeGreaterThan(8);
    check(rules);
  }

  private void check(String expressions) {
    Set<String> known = all().keySet();
    Matcher names = NAME.matcher(expressions);
    while (names.find()) {
      String base = names.group().replaceFirst("_(bucket|count|sum)$", "");
      assertThat(known.contains(names.group()) || known.contains(base)).as(names.group()).isTrue();
    }
  }

  @Test
  void theDashboardIsOneThatGrafanaTakes() throws IOException {
    JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    assertThat(dashboard.get("title").asString()).isEqualTo("Belfry");
    assertThat(dashboard.get("schemaVersion").asInt()).isPositive();
    assertThat(dashboard.get("id").isNull()).isTrue();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.propertyNames()).contains("title", "type", "gridPos", "id");
      assertThat(panel.at("/gridPos/w").asInt() + panel.at("/gridPos/x").asInt())
          .isLessThanOrEqualTo(24);
      if (!panel.get("type").asString().equals("row")) {
        assertThat(panel.get("targets").size()).as(panel.get("title").asString()).isPositive();
        assertThat(panel.at("/datasource/uid").asString()).isEqualTo("${datasource}");
      }
    }
    assertThat(dashboard.findValuesAsString("id")).doesNotHaveDuplicates();
  }
}
