package dev.belfry.cli;

import dev.belfry.server.Belfry;
import dev.belfry.server.config.ConfigOutcome;
import dev.belfry.server.config.ConfigText;
import dev.belfry.server.config.FileStamp;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration of a running server again, when it is told to and when a file of it
/// changes: the file itself, and those of keys that it names. What is broken leaves all as it was.
final class ConfigReload {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Belfry belfry;
  private final Optional<Path> file;
  private final Supplier<ConfigOutcome> loader;
  private final Semaphore asked = new Semaphore(0);
  private ServerConfig current;

  /// @param file of the configuration; empty where there is none
  /// @param loader reads it
  ConfigReload(
      Belfry belfry, ServerConfig started, Optional<Path> file, Supplier<ConfigOutcome> loader) {
    this.belfry = belfry;
    this.current = started;
    this.file = file;
    this.loader = loader;
  }

  /// Begins to look at the files.
  void start() {
    Thread.ofVirtual().name("belfry-reload").start(this::run);
  }

  /// Reads it again soon. Any thread.
  void ask() {
    asked.release();
  }

  private void run() {
    List<FileStamp> before = stamps();
    try {
      while (true) {
        boolean wanted = asked.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        var _ = asked.drainPermits();
        List<FileStamp> now = stamps();
        if (wanted || !now.equals(before)) {
          reload();
          before = stampsSince(now);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void reload() {
    switch (loader.get()) {
      case ConfigOutcome.Loaded(ServerConfig config, var _) -> take(config);
      case ConfigOutcome.Invalid invalid ->
          LOG.error("The configuration stays as it was. {}", ConfigText.render(invalid).strip());
    }
  }

  private void take(ServerConfig config) {
    try {
      belfry.reload(config);
    } catch (IOException | RuntimeException unreadable) {
      LOG.error("The configuration stays as it was. {}", Main.reasonOf(unreadable));
      return;
    }
    boolean more =
        !config.server().equals(current.server())
            || !config.limits().equals(current.limits())
            || !config.history().equals(current.history())
            || !config.store().equals(current.store())
            || !config.data().equals(current.data());
    current = config;
    LOG.info(
        "The configuration was read again: auth, origins, hosts, certificates, and who may use "
            + "channels.{}",
        more ? " The other keys that changed hold from the next start on." : "");
  }

  private List<FileStamp> stamps() {
    return files().map(FileStamp::of).toList();
  }

  /// The stamps from before the files were read, so that what changes meanwhile is read too; files
  /// that are named for the first time have none from before.
  private List<FileStamp> stampsSince(List<FileStamp> before) {
    Map<Path, FileStamp> known = new HashMap<>();
    before.forEach(stamp -> known.put(stamp.file(), stamp));
    return files().map(path -> known.computeIfAbsent(path, FileStamp::of)).toList();
  }

  private Stream<Path> files() {
    ServerConfig.Tls tls = current.server().tls();
    return Stream.of(
            file.stream(),
            current.auth().tokens().stream().flatMap(rule -> rule.key().stream()),
            tls.certificate().stream(),
            tls.key().stream())
        .flatMap(each -> each);
  }
}
