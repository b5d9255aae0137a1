package dev.belfry.server.config;

import dev.belfry.server.config.SettingTree.Leaf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Loads the configuration from its sources, in rising order: the defaults, the file, the
/// environment, the command line.
public final class ConfigLoader {
  static final String ENVIRONMENT_PREFIX = "BELFRY_";

  /// Variables that the launcher reads, before there is a server.
  static final Set<String> LAUNCHER_VARIABLES = Set.of("BELFRY_JAVA_OPTS", "BELFRY_HEAP");

  /// The variables that the command line's clients read.
  static final Set<String> CLIENT_VARIABLES = Set.of("BELFRY_URL", "BELFRY_TOKEN");

  private static final Path STANDARD_FILE = Path.of("belfry.yaml");

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
    SourceFile.text(file, problems)
        .ifPresent(text -> binder.readMapping(SourceFile.mapping(text, file, problems)));
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
        && !CLIENT_VARIABLES.contains(variable)
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
    Origins origin = new Origins(origins);
    List<Problem> contradictions =
        Stream.of(
                HistoryCheck.problems(config.channels(), origin),
                new AuthCheck(config.auth(), origin).problems(),
                TlsCheck.problems(config.server().tls(), origin),
                EngineCheck.problems(config, origin))
            .flatMap(List::stream)
            .toList();
    return contradictions.isEmpty()
        ? new ConfigOutcome.Loaded(config, origin)
        : new ConfigOutcome.Invalid(contradictions);
  }

  private boolean identityConfigured() {
    return Stream.of("auth.tokens", "auth.keys", "auth.callback.url")
        .flatMap(key -> binder.value(key, Object.class).stream())
        .anyMatch(value -> !value.equals(Optional.empty()) && !value.equals(List.of()));
  }

  /// Without tokens, whoever reaches the port may do everything, so being reached must be wanted.
  private void refuseOpenHost(Host host) {
    boolean open = binder.value("server.open", Boolean.class).orElse(false);
    boolean openUnreadable = problems.stream().anyMatch(one -> one.key().equals("server.open"));
    if (!open && !openUnreadable && !host.loopback() && !identityConfigured()) {
      String wrong =
          "can't be `"
              + host
              + "`: other machines could reach it, and no tokens are configured, so whoever "
              + "reaches it may publish and listen";
      String allowed = "a loopback address; any, with `auth`, or `server.open: true` (flag --open)";
      Origin origin = new Origins(origins).of("server.host");
      problems.add(new Problem("server.host", origin, wrong, allowed));
    }
  }
}
