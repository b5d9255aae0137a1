package dev.belfry.cli;

import dev.belfry.server.auth.key.KeyText;
import dev.belfry.server.auth.key.LastUsed;
import dev.belfry.server.config.KeyFile;
import dev.belfry.server.config.KeyFile.KeyEntry;
import dev.belfry.server.config.Problem;
import dev.belfry.server.config.ScopeRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belfry key`: the API keys of backends.
@Command(
    name = "key",
    synopsisSubcommandLabel = "create|list|revoke",
    description = {
      "Create, list and revoke API keys for backends.",
      "They are kept in a file, as hashes only; a server whose configuration names the",
      "file in auth.keys takes changes within a second.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Example:",
      "  belfry key create --name shop --scope publish --scope 'subscribe=orders:*'"
    })
final class KeyCommand implements Runnable {
  private static final String FILE = "belfry-keys.yaml";

  /// The file that has the keys.
  static final class KeysFile {
    @Option(
        names = "--file",
        paramLabel = "FILE",
        defaultValue = FILE,
        description = "Default: ${DEFAULT-VALUE}")
    Path path = Path.of(FILE);
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "What to do is missing: create, list or revoke.");
  }

  @Command(name = "create", description = "Create a key and print it, which happens only once.")
  int create(
      @Option(
              names = "--name",
              required = true,
              description = "What people call it: A-Z a-z 0-9 _ . -")
          String name,
      @Option(
              names = "--scope",
              required = true,
              description =
                  "publish, subscribe, notify, read or admin; 'publish=orders:*' for some channels "
                      + "only. May be given several times.")
          List<String> scopes,
      @Mixin KeysFile keys)
      throws IOException {
    if (!KeyFile.NAME.matcher(name).matches()) {
      throw wrong("--name is 1 to 64 of A-Z a-z 0-9 _ . -");
    }
    List<ScopeRule> rules = scopes.stream().map(this::scope).toList();
    KeyText key = KeyText.random(new SecureRandom());
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    KeyEntry entry = new KeyEntry(key.id(), name, key.hash(), rules, now, account());
    KeyFile.update(
        keys.path,
        before -> {
          List<KeyEntry> after = new ArrayList<>(before);
          after.add(entry);
          return after;
        });
    print(key.reveal());
    return 0;
  }

  /// Who is at the machine, as far as that is a plain word.
  private static Optional<String> account() {
    return Optional.ofNullable(System.getProperty("user.name"))
        .filter(name -> KeyFile.NAME.matcher(name).matches());
  }

  private ScopeRule scope(String text) {
    return ScopeRule.parse(text)
        .orElseThrow(() -> wrong("--scope is " + ScopeRule.FORM.replace("`", "")));
  }

  @Command(
      name = "list",
      description = "List the keys: id, name, scopes, by whom, when, last used.")
  int list(@Mixin KeysFile keys) throws IOException {
    Map<String, Instant> used = LastUsed.read(keys.path);
    for (KeyEntry key : keysIn(keys.path)) {
      String scopes =
          key.scopes().stream().map(ScopeRule::toString).collect(Collectors.joining(","));
      String last = used.containsKey(key.id()) ? used.get(key.id()).toString() : "never";
      print(
          "%s  %s  %s  created %s by %s, last used %s"
              .formatted(
                  key.id(), key.name(), scopes, key.created(), key.by().orElse("somebody"), last));
    }
    return 0;
  }

  private static List<KeyEntry> keysIn(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + " is not there: belfry key create makes it");
    }
    List<Problem> problems = new ArrayList<>();
    return KeyFile.read(file, problems)
        .orElseThrow(() ->
            new IOException(
                problems.stream()
                    .map(one -> one.origin() + ": " + one.key() + " " + one.wrong())
                    .collect(Collectors.joining("; "))))
        .keys();
  }

  @Command(name = "revoke", description = "Revoke a key. Servers refuse it within a second.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "The id that list shows.") String id,
      @Mixin KeysFile keys)
      throws IOException {
    if (keysIn(keys.path).stream().noneMatch(key -> key.id().equals(id))) {
      throw new IOException("no key with the id " + id + " in " + keys.path);
    }
    KeyFile.update(
        keys.path, before -> before.stream().filter(key -> !key.id().equals(id)).toList());
    return 0;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private CommandLine.ParameterException wrong(String why) {
    return new CommandLine.ParameterException(spec.commandLine(), why);
  }
}
