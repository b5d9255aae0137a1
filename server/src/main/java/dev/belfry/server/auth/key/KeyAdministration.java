package dev.belfry.server.auth.key;

import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.ConfigText;
import dev.belfry.server.config.KeyFile;
import dev.belfry.server.config.KeyFile.KeyEntry;
import dev.belfry.server.config.Problem;
import dev.belfry.server.config.ScopeRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API keys in the file of this node, for those who run the server: listed and revoked, on
/// threads that may wait. Never makes a key, and never says what one is known by.
public final class KeyAdministration {
  private static final Logger LOG = LoggerFactory.getLogger(KeyAdministration.class);

  private final Path file;
  private final LastUsed lastUsed;
  private final Executor threads;

  /// What is said of a key.
  ///
  /// @param id its public part
  /// @param by the account that made it
  public record KnownKey(
      String id,
      String name,
      List<String> scopes,
      Instant created,
      Optional<String> by,
      Optional<Instant> lastUsed) {}

  /// What came of revoking one.
  public enum Revocation {
    DONE,
    UNKNOWN,
    /// The file can't be read or written.
    FAILED
  }

  public KeyAdministration(Path file, LastUsed lastUsed, Executor threads) {
    this.file = file;
    this.lastUsed = lastUsed;
    this.threads = threads;
  }

  /// Lists the keys. `then` is called once, on another thread; empty where the file can't be read.
  public void list(Consumer<Optional<List<KnownKey>>> then) {
    threads.execute(() -> then.accept(keys().map(all -> all.stream().map(this::known).toList())));
  }

  private Optional<List<KeyEntry>> keys() {
    List<Problem> problems = new ArrayList<>();
    Optional<KeyFile> read = KeyFile.read(file, problems);
    if (read.isEmpty()) {
      LOG.warn("{}", ConfigText.render(new ConfigOutcome.Invalid(problems)).strip());
    }
    return read.map(KeyFile::keys);
  }

  private KnownKey known(KeyEntry entry) {
    return new KnownKey(
        entry.id(),
        entry.name(),
        entry.scopes().stream().map(ScopeRule::toString).toList(),
        entry.created(),
        entry.by(),
        lastUsed.of(entry.id()));
  }

  /// Takes a key out of the file, which is read again within a second. `then` is called once, on
  /// another thread.
  public void revoke(String id, Consumer<Revocation> then) {
    threads.execute(() -> then.accept(revoke(id)));
  }

  private Revocation revoke(String id) {
    boolean[] found = {false};
    try {
      KeyFile.update(
          file,
          before -> {
            List<KeyEntry> rest = before.stream().filter(key -> !key.id().equals(id)).toList();
            found[0] = rest.size() < before.size();
            return rest;
          });
    } catch (IOException unwritable) {
      LOG.warn("the API key {} can't be revoked: {}", id, unwritable.toString());
      return Revocation.FAILED;
    }
    return found[0] ? Revocation.DONE : Revocation.UNKNOWN;
  }
}
