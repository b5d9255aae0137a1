package dev.belfry.server.config;

import dev.belfry.server.config.SettingTree.Leaf;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Loads the configuration from its sources, in rising order: the defaults, the file, the
/// environment, the command line.
public final class ConfigLoader {
  static final String ENVIRONMENT_PREFIX = "BELFRY_";

  /// Variables that the launcher reads, before there is a server.
  static final Set<String> LAUNCHER_VARIABLES = Set.of("BELFRY_JAVA_OPTS", "BELFRY_HEAP");

  /// The variable that the command line's clients read.
  static final String CLIENT_VARIABLE = "BELFRY_URL";

  private static final Path STANDARD_FILE = Path.of("belfry.yaml");
  private static final int FILE_BYTES_MAX = 1 << 20;

  private final SettingTree tree = SettingTree.of(ServerConfig.class);
  private final Map<String, Origin> origins = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Binder binder = new Binder(tree, "", origins, problems);

  private ConfigLoader() {}

  /// Loads the configuration; never throws for what is written in it.
  ///
  /// @param file what `--config` names, which must then exist; without it `belfry.yaml` of the
  ///   working directory is read where there is one
  /// @param environment all variables; those without `BELFRY_` before them, and those that are
  ///   empty, are passed over
  /// @param flags values of the command line by full key: `server.port`
  public static ConfigOutcome load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    var loader = new ConfigLoader();
    loader.binder.readDefaults();
    fileFor(file).ifPresent(loader::readFile);
    loader.readEnvironment(environment);
    loader.readFlags(flags);
    return loader.outcome();
  }

  /// The file that is read; none where none is named and the working directory has none.
  public static Optional<Path> fileFor(Optional<Path> named) {
    return named.or(() -> Optional.of(STANDARD_FILE).filter(Files::exists));
  }

  static ConfigOutcome loadWithoutFile(Map<String, String> settings) {
    var loader = new ConfigLoader();
    loader.binder.readDefaults();
    loader.readFlags(settings);
    return loader.outcome();
  }

  private void readFile(Path file) {
    Optional<String> text = text(file);
    if (text.isEmpty()) {
      return;
    }
    Optional<Entry> root =
        YamlText.read(text.get(), "", line -> Origin.line(file.toString(), line), problems);
    switch (root.orElse(new Entry.Mapping(List.of(), Origin.DEFAULT))) {
      case Entry.Mapping mapping -> binder.readMapping(mapping);
      case Entry.Scalar scalar when scalar.absent() -> {}
      case Entry other ->
          problems.add(new Problem("", other.origin(), "holds no keys", "keys and values"));
    }
  }

  private Optional<String> text(Path file) {
    var origin = new Origin(file.toString());
    try {
      if (!Files.isRegularFile(file)) {
        String wrong = Files.exists(file) ? "is no file" : "is not there";
        problems.add(new Problem("", origin, wrong, "an existing file"));
      } else if (Files.size(file) > FILE_BYTES_MAX) {
        problems.add(new Problem("", origin, "is too large", "at most 1MiB"));
      } else {
        return Optional.of(Files.readString(file));
      }
    } catch (CharacterCodingException _) {
      problems.add(new Problem("", origin, "is not text", "UTF-8"));
    } catch (IOException unreadable) {
      problems.add(
          new Problem(
              "",
              origin,
              "can't be read: " + FileReasons.of(unreadable),
              "a file that may be read"));
    }
    return Optional.empty();
  }

  private void readEnvironment(Map<String, String> environment) {
    var leaves = new HashMap<String, Leaf>();
    tree.leaves().values().forEach(leaf -> leaves.put(leaf.environmentName(), leaf));
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          Leaf leaf = leaves.get(name);
          if (value.isEmpty()) {
            return; // as if it were not set: compose files and unit files can't leave one out
          }
          if (leaf != null) {
            binder.read(leaf, Entry.text(value, Origin.environment(name)));
          } else if (isUnknown(name)) {
            String nearest = "`" + Nearest.to(name, leaves.keySet()) + "` is the nearest";
            var origin = Origin.environment(name);
            problems.add(new Problem(name, origin, "is no known variable", nearest));
          }
        });
  }

  private static boolean isUnknown(String variable) {
    return variable.startsWith(ENVIRONMENT_PREFIX)
        && !LAUNCHER_VARIABLES.contains(variable)
        && !variable.equals(CLIENT_VARIABLE)
        && !isFromKubernetes(variable);
  }

  /// What Kubernetes puts into the environment where a Service is called `belfry`.
  private static boolean isFromKubernetes(String variable) {
    return variable.startsWith("BELFRY_SERVICE_")
        || variable.equals("BELFRY_PORT")
        || variable.startsWith("BELFRY_PORT_");
  }

  private void readFlags(Map<String, String> flags) {
    new TreeMap<>(flags)
        .forEach((key, value) -> {
          Leaf leaf = tree.leaves().get(key);
          if (leaf != null) {
            binder.read(leaf, Entry.text(value, Origin.flag(key)));
          } else {
            binder.unknown(key, Origin.flag(key));
          }
        });
  }

  private ConfigOutcome outcome() {
    binder.value("server.host", Host.class).ifPresent(this::refuseOpenHost);
    if (!problems.isEmpty()) {
      return new ConfigOutcome.Invalid(problems);
    }
    ServerConfig config = (ServerConfig) binder.assemble();
    Origins written = new Origins(origins);
    List<Problem> contradictions = HistoryCheck.problems(config.channels(), written);
    return contradictions.isEmpty()
        ? new ConfigOutcome.Loaded(config, written)
        : new ConfigOutcome.Invalid(contradictions);
  }

  /// Without tokens, whoever reaches the port may do everything, so being reached must be wanted.
  private void refuseOpenHost(Host host) {
    boolean open = binder.value("server.open", Boolean.class).orElse(false);
    boolean openUnreadable = problems.stream().anyMatch(one -> one.key().equals("server.open"));
    if (!open && !openUnreadable && !host.loopback()) {
      String wrong =
          "can't be `"
              + host
              + "`: other machines could reach it, and no tokens are configured, so whoever "
              + "reaches it may publish and listen";
      String allowed = "a loopback address; any, with `server.open: true` (flag --open)";
      Origin origin = new Origins(origins).of("server.host");
      problems.add(new Problem("server.host", origin, wrong, allowed));
    }
  }
}
