package dev.belfry.server.config;

import static java.util.Objects.requireNonNull;

import dev.belfry.server.config.SettingTree.Leaf;
import dev.belfry.server.config.SettingTree.Shape;
import java.lang.reflect.RecordComponent;

/// Writes the reference of the configuration from the tree of records.
final class ConfigReference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Written from the @Setting annotations in dev.belfry.server.config by ConfigReferenceTest,
           which fails when this file is not current, and says how to write it anew. -->

      Belfry runs without any configuration. What is to differ from the defaults is written in
      `belfry.yaml` in the working directory, or in the file that `--config FILE` names; each key is
      also an environment variable and a flag. The later one in this list wins:

      1. the default
      2. `belfry.yaml`: `server: { port: 9000 }`, or `server.port: 9000`
      3. the environment: `BELFRY_SERVER_PORT=9000`; dots and hyphens become underscores
      4. the command line: `--server.port=9000`; short for the daily ones are `--host`, `--port`,
         `--data`, `--open` and `--dev`

      `belfry config` prints what results, and where each value came from. Anything that can't be
      read, a key that does not exist included, stops the start with exit code 2 and a list of all
      problems, each with its place. In the file, YAML aliases are not taken; JSON is YAML too.

      **Values.** Sizes are bytes: `65536`, `64KiB`, `1 MiB`, `2GiB`, `1TiB`. Durations have a unit:
      `500ms`, `25s`, `10m`, `24h`, `7d`, or are ISO 8601: `PT5M`. In a variable or flag, lists are
      separated by commas, lists of rules are YAML or JSON: `BELFRY_CHANNELS='[{"match":"a:*"}]'`.

      **Shares of the heap.** A bound on memory is a size, a share of the largest heap that the Java
      process may have, `10%`, or a share up to a size, `10% up to 64MiB`. The defaults fit together
      into 70 % of any heap. Where the settings can't fit, the start warns with figures.

      **Empty variables.** One that is set but empty is as if it were not set. To empty a list that
      the file has, use a flag: `--origins=`.

      **Other variables.** An unknown variable that begins with `BELFRY_` is a problem too. Passed
      over are `BELFRY_JAVA_OPTS` and `BELFRY_HEAP`, which the launcher reads, `BELFRY_URL` and
      `BELFRY_TOKEN`, which `belfry publish`, `listen` and `cancel` read, and what Kubernetes
      adds for a Service called `belfry` (`BELFRY_SERVICE_...`, `BELFRY_PORT...`). A Service called
      `belfry-server` would set `BELFRY_SERVER_PORT`: give such a pod `enableServiceLinks: false`.
      """;

  static final String EXAMPLE =
      """
      server: { port: 9000 }
      origins: ["https://app.example"]
      limits:
        message: 128KiB
        publishes-per-second: 20
      channels:                       # the first match wins
        - match: "orders:**"
          durable: true
          history: { age: 30d, bytes: 10GiB }
          publish: backend
        - match: "typing:*"
          history: { count: 0 }
          echo: false
      """;

  private final StringBuilder text = new StringBuilder(INTRODUCTION);

  private ConfigReference() {}

  static String markdown() {
    var reference = new ConfigReference();
    SettingTree tree = SettingTree.of(ServerConfig.class);
    for (RecordComponent component : ServerConfig.class.getRecordComponents()) {
      String key = SettingTree.keyOf(component);
      Leaf leaf = tree.leaves().get(key);
      if (leaf == null) {
        reference.group(tree, key);
      } else {
        reference.section(leaf);
      }
    }
    reference.text.append("\n## An example\n\n```yaml\n").append(EXAMPLE).append("```\n");
    return reference.text.toString();
  }

  private void group(SettingTree tree, String group) {
    heading(group, requireNonNull(tree.groups().get(group)).means());
    for (Leaf leaf : tree.leaves().values()) {
      if (leaf.key().startsWith(group + ".")) {
        item(leaf, leaf.environmentName());
        if (leaf.shape() instanceof Shape.Rules(SettingTree rules)) {
          rules.leaves().values().forEach(rule -> line(indented(rule)));
        }
      }
    }
  }

  private void section(Leaf leaf) {
    heading(leaf.key(), leaf.setting().means());
    String standard = leaf.setting().standard();
    String written = standard.isEmpty() ? "none" : "`" + standard + "`";
    line("Variable: `" + leaf.environmentName() + "`. Default: " + written + ".");
    line("");
    if (leaf.shape() instanceof Shape.Rules(SettingTree rules)) {
      line("The keys of a rule:");
      line("");
      rules.leaves().values().forEach(this::item);
    } else {
      line("Allowed: " + allowed(leaf) + ".");
    }
  }

  private void heading(String key, String means) {
    line("");
    line("## " + key);
    line("");
    line(means);
    line("");
  }

  private void item(Leaf leaf, String environmentName) {
    line("- **`" + leaf.key() + "`** (`" + environmentName + "`)" + facts(leaf));
  }

  private void item(Leaf leaf) {
    line("- **`" + leaf.key() + "`**" + facts(leaf));
  }

  private static String indented(Leaf leaf) {
    return ("- **`" + leaf.key() + "`**" + facts(leaf)).indent(2).stripTrailing();
  }

  private static String facts(Leaf leaf) {
    return "  \n  "
        + leaf.setting().means()
        + "  \n  "
        + standard(leaf)
        + " Allowed: "
        + allowed(leaf)
        + ".";
  }

  private static String standard(Leaf leaf) {
    String standard = leaf.setting().standard();
    if (!standard.isEmpty()) {
      return "Default `" + standard + "`.";
    }
    if (leaf.shape() instanceof Shape.Several || leaf.shape() instanceof Shape.Rules) {
      return "Default: none.";
    }
    return leaf.shape() instanceof Shape.Perhaps ? "May be left out." : "Must be there.";
  }

  private static String allowed(Leaf leaf) {
    return switch (leaf.shape()) {
      case Shape.One(Kind<?> kind) -> kind.allowed(leaf.setting());
      case Shape.Perhaps(Kind<?> kind) -> kind.allowed(leaf.setting());
      case Shape.Several(Kind<?> kind) -> "a list; each " + kind.allowed(leaf.setting());
      case Shape.Rules _ -> "a list of rules";
    };
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
