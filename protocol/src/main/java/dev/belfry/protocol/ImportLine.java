package dev.belfry.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An item of a user's inbox as it moves from one system to another: a line of JSON with the
/// members of a notification and, beside them, `user`, `createdAt`, and perhaps `expiresAt`,
/// `seen`, `read`, `archived` and `key`.
///
/// @param notification what the user is told
/// @param expiresAt null for never
/// @param key names the item, so that one that comes twice is taken once: what the line says, or
///   its `id`, or its digest
public record ImportLine(
    String user,
    NotificationText notification,
    Instant createdAt,
    @Nullable Instant expiresAt,
    boolean seen,
    boolean read,
    boolean archived,
    String key) {
  private static final int KEY_LENGTH_MAX = 200;

  /// What is not of the notification itself. The feed of an exported item is passed over.
  private static final Set<String> OWN =
      Set.of("user", "id", "channel", "createdAt", "expiresAt", "seen", "read", "archived", "key");

  /// Reads a line.
  public static Decoded<ImportLine> read(String line) {
    try {
      return new Decoded.Frame<>(read(JsonMembers.read("an item", line), line));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  private static ImportLine read(JsonMembers in, String line) {
    boolean read = in.flag("read");
    return new ImportLine(
        in.requiredText("user"),
        NotificationText.read(JsonMembers.read("an item", in.without(OWN).text())),
        in.requiredInstant("createdAt"),
        in.raw("expiresAt") == null ? null : in.requiredInstant("expiresAt"),
        read || in.flag("seen"),
        read,
        in.flag("archived"),
        key(in, line));
  }

  private static String key(JsonMembers in, String line) {
    String given = in.text("key") == null ? in.text("id") : in.text("key");
    if (given != null && (given.isEmpty() || given.length() > KEY_LENGTH_MAX)) {
      throw new MalformedFrameException("key is 1 to " + KEY_LENGTH_MAX + " characters");
    }
    return given == null ? digest(line) : given;
  }

  private static String digest(String line) {
    try {
      byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // each Java has it
    }
  }
}
