package dev.belfry.server.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The file of the API keys.
public record KeyFile(@Setting(means = "The keys.") List<KeyEntry> keys) {
  /// What the name of a key may be.
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private static final Pattern ID = Pattern.compile("[a-z0-9]{1,32}");
  private static final String HEAD =
      "# API keys of Belfry, written by `belfry key`. It holds hashes only: a key is shown once.\n";

  /// One key.
  public record KeyEntry(
      @Setting(means = "The public part of the key.") String id,
      @Setting(means = "What people call it.") String name,
      @Setting(means = "What the key is known by.") KeyHash hash,
      @Setting(means = "What it allows.") List<ScopeRule> scopes,
      @Setting(means = "When it was made.") Instant created,
      @Setting(means = "The account that made it.") Optional<String> by) {}

  /// Reads the text of such a file.
  ///
  /// @param file names it in problems
  /// @param problems gets what is wrong; none where it is whole
  public static KeyFile parse(String text, Path file, List<Problem> problems) {
    Map<String, Origin> origins = new HashMap<>();
    Binder binder = new Binder(SettingTree.of(KeyFile.class), "", origins, problems);
    binder.readDefaults();
    binder.readMapping(SourceFile.mapping(text, file, problems));
    if (!problems.isEmpty()) {
      return new KeyFile(List.of());
    }
    KeyFile keys = (KeyFile) binder.assemble();
    keys.check(new Origins(origins), problems);
    return keys;
  }

  private void check(Origins origins, List<Problem> problems) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      KeyEntry entry = keys.get(i);
      String key = "keys[" + i + "].";
      if (!ID.matcher(entry.id()).matches() || !ids.add(entry.id())) {
        Origin origin = origins.of(key + "id");
        problems.add(
            new Problem(key + "id", origin, "is no id, or there twice", "a-z and 0-9, once"));
      }
      if (!NAME.matcher(entry.name()).matches()) {
        Origin origin = origins.of(key + "name");
        problems.add(
            new Problem(key + "name", origin, "is no name", "1 to 64 of A-Z a-z 0-9 _ . -"));
      }
    }
  }

  /// Reads the file at a path; empty, with problems, where it can't be read or is not whole.
  public static Optional<KeyFile> read(Path file, List<Problem> problems) {
    Optional<KeyFile> keys =
        SourceFile.text(file, problems).map(text -> parse(text, file, problems));
    return problems.isEmpty() ? keys : Optional.empty();
  }

  /// Changes the file in one step, so that nobody reads half of it; makes it where there is none.
  /// Of two who change it at once the second waits.
  ///
  /// @throws IOException where it can't be read or written, and naming each problem in it
  public static void update(Path file, UnaryOperator<List<KeyEntry>> change) throws IOException {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      List<Problem> problems = new ArrayList<>();
      KeyFile before =
          Files.exists(file)
              ? read(file, problems).orElse(new KeyFile(List.of()))
              : new KeyFile(List.of());
      if (!problems.isEmpty() || !held.isValid()) {
        throw new IOException(ConfigText.render(new ConfigOutcome.Invalid(problems)).strip());
      }
      write(file, new KeyFile(change.apply(before.keys())).text());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private String text() {
    StringBuilder text = new StringBuilder(HEAD);
    text.append(keys.isEmpty() ? "keys: []\n" : "keys:\n");
    for (KeyEntry entry : keys) {
      text.append("  - id: \"").append(entry.id()).append("\"\n");
      text.append("    name: \"").append(entry.name()).append("\"\n");
      text.append("    hash: \"").append(entry.hash()).append("\"\n");
      text.append("    scopes:\n");
      entry.scopes().forEach(scope -> text.append("      - \"").append(scope).append("\"\n"));
      text.append("    created: \"").append(entry.created()).append("\"\n");
      entry.by().ifPresent(by -> text.append("    by: \"").append(by).append("\"\n"));
    }
    return text.toString();
  }
}
