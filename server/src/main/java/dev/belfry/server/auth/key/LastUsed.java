package dev.belfry.server.auth.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When each key was last used. Marked by every thread, in memory; written beside the file of keys
/// once in a while, never for a request.
public final class LastUsed {
  private static final Logger LOG = LoggerFactory.getLogger(LastUsed.class);

  private final Path file;
  private final ConcurrentMap<String, Long> millisById = new ConcurrentHashMap<>();
  private Map<String, Long> written = Map.of();
  private boolean failed;

  /// @param keys the file of keys; the times are in a file beside it, `.used` behind its name
  public LastUsed(Path keys) {
    this.file = fileFor(keys);
    read(keys).forEach((id, time) -> millisById.put(id, time.toEpochMilli()));
  }

  private static Path fileFor(Path keys) {
    return keys.resolveSibling(keys.getFileName() + ".used");
  }

  /// The times as they were last written.
  public static Map<String, Instant> read(Path keys) {
    Map<String, Instant> times = new TreeMap<>();
    try {
      if (Files.exists(fileFor(keys))) {
        Files.readAllLines(fileFor(keys)).forEach(line -> read(line, times));
      }
    } catch (IOException unreadable) {
      LOG.warn("{} can't be read: {}", fileFor(keys), unreadable.getMessage());
    }
    return times;
  }

  private static void read(String line, Map<String, Instant> times) {
    String[] words = line.split(" ");
    try {
      times.put(words[0], Instant.parse(words[words.length - 1]));
    } catch (DateTimeParseException noTime) {
      // A line that somebody else wrote; the next use of the key replaces it.
    }
  }

  /// Notes a use. Only ids of keys that there are, so that nobody else makes it grow.
  public void mark(String id, long nowMillis) {
    millisById.put(id, nowMillis);
  }

  /// When a key was last used; empty where nobody knows.
  Optional<Instant> of(String id) {
    return Optional.ofNullable(millisById.get(id)).map(Instant::ofEpochMilli);
  }

  /// Writes what is new, and forgets keys that are gone. To be called about once a minute, on a
  /// thread that may wait, and at the end.
  public void flush(ApiKeys keys) {
    millisById.keySet().removeIf(id -> keys.current(id).isEmpty());
    Map<String, Long> now = new TreeMap<>(millisById);
    if (now.equals(written)) {
      return;
    }
    String text =
        now.entrySet().stream()
            .map(entry -> entry.getKey() + " " + Instant.ofEpochMilli(entry.getValue()) + "\n")
            .collect(Collectors.joining());
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      written = now;
    } catch (IOException unwritable) {
      if (!failed) {
        LOG.warn("When keys were last used can't be written: {}", unwritable.toString());
      }
      failed = true;
    }
  }
}
