package dev.belfry.server.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Users that were told to go at a node that is alone, in a file of its data folder, so that their
/// old tokens are not taken after a restart either. A line for each time; it is made short at each
/// start.
public final class DisconnectedUsers {
  /// A token that was issued before its user was told to go, and lives longer than this, is taken
  /// again then.
  static final Duration KEPT = Duration.ofDays(90);

  private static final Logger LOG = LoggerFactory.getLogger(DisconnectedUsers.class);

  private final Path file;

  private DisconnectedUsers(Path file) {
    this.file = file;
  }

  /// Opens the file, which need not be there, and tells who is in it.
  ///
  /// @throws IOException where it can't be read or written
  public static DisconnectedUsers open(Path file, long nowMillis, BiConsumer<UserId, Long> known)
      throws IOException {
    DisconnectedUsers users = new DisconnectedUsers(file);
    if (Files.exists(file)) {
      Map<String, Long> all = users.read(nowMillis - KEPT.toMillis());
      users.replace(all);
      all.forEach((name, millis) -> userOf(name).ifPresent(user -> known.accept(user, millis)));
    }
    return users;
  }

  private Map<String, Long> read(long afterMillis) throws IOException {
    Map<String, Long> all = new HashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      String[] words = line.split(" ");
      try {
        long millis = Long.parseLong(words[0]);
        if (words.length == 2 && millis > afterMillis) {
          all.merge(words[1], millis, Math::max);
        }
      } catch (NumberFormatException torn) {
        LOG.warn("a line of {} can't be read; it is left out", file);
      }
    }
    return all;
  }

  private void replace(Map<String, Long> all) throws IOException {
    String text =
        all.entrySet().stream()
            .map(one -> line(one.getValue(), one.getKey()))
            .collect(Collectors.joining());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    write(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String line(long millis, String name) {
    return millis + " " + name + "\n";
  }

  private static Optional<UserId> userOf(String name) {
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(name);
      return UserId.parse(new String(utf8, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException torn) {
      return Optional.empty();
    }
  }

  /// Adds one, and waits until the disk has it; false where it does not take it.
  public synchronized boolean add(UserId user, long millis) {
    byte[] utf8 = user.text().getBytes(StandardCharsets.UTF_8);
    try {
      write(file, line(millis, Base64.getUrlEncoder().withoutPadding().encodeToString(utf8)));
      return true;
    } catch (IOException full) {
      LOG.error(
          "that a user was told to go is forgotten at the end of this process: {}",
          String.valueOf(full)); // else it is the line's stack, not its text
      return false;
    }
  }

  private static void write(Path to, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
