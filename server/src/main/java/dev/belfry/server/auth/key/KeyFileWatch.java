package dev.belfry.server.auth.key;

import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.ConfigText;
import dev.belfry.server.config.FileStamp;
import dev.belfry.server.config.KeyFile;
import dev.belfry.server.config.Problem;
import dev.belfry.server.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the file of keys again when it changes. Used by one thread at a time, which may wait.
public final class KeyFileWatch {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFileWatch.class);

  private final Path file;
  private final ApiKeys keys;
  private final Clock clock;
  private @Nullable FileStamp stamp;
  private List<Problem> problemsBefore = List.of();

  /// @param clock the one that the file system's times are by
  public KeyFileWatch(Path file, ApiKeys keys, Clock clock) {
    this.file = file;
    this.keys = keys;
    this.clock = clock;
  }

  /// Reads the file for the first time. Where there is none yet, there are no keys.
  ///
  /// @throws IOException naming what is wrong with it, key by key
  public void start() throws IOException {
    if (Files.exists(file)) {
      tick();
      if (!problemsBefore.isEmpty()) {
        throw new IOException(ConfigText.render(new ConfigOutcome.Invalid(problemsBefore)).strip());
      }
    }
  }

  /// Looks at the file, and reads it where it changed. What is broken leaves the keys as they were.
  /// To be called every second.
  public void tick() {
    FileStamp now = FileStamp.of(file);
    if (now.equals(stamp) && !now.young(clock.wallMillis())) {
      return;
    }
    stamp = now;
    List<Problem> problems = new ArrayList<>();
    Optional<KeyFile> read = KeyFile.read(file, problems);
    read.ifPresent(whole -> keys.replace(whole.keys()));
    if (!problems.isEmpty() && !problems.equals(problemsBefore)) {
      LOG.error(
          "The API keys stay as they were. {}",
          ConfigText.render(new ConfigOutcome.Invalid(problems)).strip());
    }
    problemsBefore = List.copyOf(problems);
  }
}
