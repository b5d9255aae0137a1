package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.inbox.Notification;

/// A notification as it is kept, once for all who got it.
///
/// @param number of its row
/// @param expiresMillis milliseconds since 1970; [Long#MAX_VALUE] for never
record Note(long number, Ulid id, Notification notification, long expiresMillis) {
  static byte[] encode(Notification notification) {
    return Bytes.of(out -> {
      Bytes.writeText(out, notification.category());
      Bytes.writeTexts(out, notification.tags());
      Bytes.writeText(out, notification.group());
      Bytes.writeText(out, notification.fields().text());
    });
  }

  static Notification decode(byte[] bytes) {
    return Bytes.read(
        bytes,
        in -> {
          String category = Bytes.readText(in);
          var tags = Bytes.readTexts(in);
          String group = Bytes.readText(in);
          return new Notification(new JsonText(Bytes.readText(in)), category, tags, group);
        });
  }
}
