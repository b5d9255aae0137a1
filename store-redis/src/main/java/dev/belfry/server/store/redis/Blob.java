package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A message as it lies in a stream: time and expiry (13 digits each, milliseconds since 1970; all
/// zeros for never), kind (`T` or `J`), id (26 characters), publisher's session (26, or blanks),
/// replace key (4 digits for its bytes, then the key), data. Scripts write the times.
final class Blob {
  private static final int TIME_DIGITS = 13;
  private static final int TIMES = 2 * TIME_DIGITS;
  private static final int ULID_CHARS = 26;
  private static final int KIND_AT = TIMES;
  private static final int ID_AT = KIND_AT + 1;
  private static final int PUBLISHER_AT = ID_AT + ULID_CHARS;
  private static final int KEY_LENGTH_AT = PUBLISHER_AT + ULID_CHARS;
  private static final int KEY_LENGTH_DIGITS = 4;
  private static final int KEY_AT = KEY_LENGTH_AT + KEY_LENGTH_DIGITS;

  private Blob() {}

  /// What follows on the times.
  ///
  /// @param publisher the session that published it, where the channel does not echo
  static byte[] rest(Draft draft, Ulid id, @Nullable Ulid publisher) {
    byte[] key = Keys.bytes(draft.replaceKey() == null ? "" : draft.replaceKey());
    byte[] head =
        Keys.bytes(
            (draft.kind() == Message.Kind.JSON ? "J" : "T")
                + id
                + (publisher == null ? " ".repeat(ULID_CHARS) : publisher.toString())
                + String.format("%04d", key.length));
    return ByteBuffer.allocate(head.length + key.length + draft.data().length)
        .put(head)
        .put(key)
        .put(draft.data())
        .array();
  }

  static Message message(long offset, byte[] blob) {
    long expires = number(blob, TIME_DIGITS, TIME_DIGITS);
    int keyBytes = (int) number(blob, KEY_LENGTH_AT, KEY_LENGTH_DIGITS);
    String publisher = text(blob, PUBLISHER_AT, ULID_CHARS);
    return new Message(
        offset,
        Ulid.from(text(blob, ID_AT, ULID_CHARS)),
        number(blob, 0, TIME_DIGITS),
        Arrays.copyOfRange(blob, KEY_AT + keyBytes, blob.length),
        blob[KIND_AT] == 'J' ? Message.Kind.JSON : Message.Kind.TEXT,
        keyBytes == 0 ? null : text(blob, KEY_AT, keyBytes),
        expires == 0 ? Long.MAX_VALUE : expires,
        publisher.isBlank() ? null : Ulid.from(publisher));
  }

  private static long number(byte[] blob, int at, int digits) {
    return Long.parseLong(text(blob, at, digits));
  }

  private static String text(byte[] blob, int at, int length) {
    return new String(blob, at, length, StandardCharsets.UTF_8);
  }
}
