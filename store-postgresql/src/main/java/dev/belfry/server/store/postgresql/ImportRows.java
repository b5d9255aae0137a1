package dev.belfry.server.store.postgresql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.DraftDigest;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.StoredData;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rows of another store as rows of this one.
///
/// @param epoch of all that is added
record ImportRows(Connection connection, String schema, String epoch) {

  void addChannels(List<StoredData.Channel> channels, ChannelPolicies policies)
      throws SQLException {
    Function<StoredData.Channel, KeptHistory> history =
        channel -> KeptHistory.of(policies.policyFor(channel.name()));
    add(
        "channel (id, name, head, trimmed_through, count, bytes, count_max, bytes_max, age_max,"
            + " life, previous, base, kept) OVERRIDING SYSTEM VALUE"
            + " SELECT a.*, ?, NULL, 0, a.count > 0 FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " AS a (id, name, head, trimmed_through, count, bytes, count_max, bytes_max,"
            + " age_max)",
        channels,
        (call, arrays) -> {
          call.setString(1, epoch);
          arrays.set(2, "int8", new Long[0], StoredData.Channel::id);
          arrays.set(3, "text", new String[0], channel -> channel.name().text());
          arrays.set(4, "int8", new Long[0], StoredData.Channel::head);
          arrays.set(5, "int8", new Long[0], StoredData.Channel::trimmedThrough);
          arrays.set(6, "int8", new Long[0], StoredData.Channel::count);
          arrays.set(7, "int8", new Long[0], StoredData.Channel::bytes);
          arrays.set(8, "int8", new Long[0], channel -> history.apply(channel).count());
          arrays.set(9, "int8", new Long[0], channel -> history.apply(channel).bytes());
          arrays.set(10, "int8", new Long[0], channel -> history.apply(channel).ageMillis());
        });
  }

  void addMessages(List<StoredData.Appended> messages) throws SQLException {
    add(
        "message (channel, message_offset, id, time, kind, data, replace_key, expires,"
            + " publisher_session) SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        messages,
        (_, arrays) -> {
          arrays.set(1, "int8", new Long[0], StoredData.Appended::channel);
          arrays.set(2, "int8", new Long[0], of(Message::offset));
          arrays.set(3, "uuid", new UUID[0], of(message -> message.id().toUuid()));
          arrays.set(4, "int8", new Long[0], of(Message::timeMillis));
          arrays.set(5, "int2", new Short[0], of(message -> Rows.number(message.kind())));
          arrays.set(6, "bytea", new byte[0][], of(Message::data));
          arrays.set(7, "bytea", new byte[0][], of(message -> Rows.utf8(message.replaceKey())));
          arrays.set(8, "int8", new Long[0], of(message -> until(message.expiresAtMillis())));
          arrays.set(9, "uuid", new UUID[0], of(message -> uuid(message.publisherSession())));
        });
  }

  private static Function<StoredData.Appended, @Nullable Object> of(
      Function<Message, ? extends @Nullable Object> value) {
    return appended -> value.apply(appended.message());
  }

  void addKeys(List<StoredData.Key> keys) throws SQLException {
    add(
        "idempotency_key (channel, text, digest, message_offset, id, time, life)"
            + " SELECT a.*, ? FROM unnest(?, ?, ?, ?, ?, ?) AS a",
        keys,
        (call, arrays) -> {
          call.setString(1, epoch);
          arrays.set(2, "int8", new Long[0], StoredData.Key::channel);
          arrays.set(3, "bytea", new byte[0][], key -> Rows.utf8(key.text()));
          arrays.set(4, "bytea", new byte[0][], StoredData.Key::digest);
          arrays.set(5, "int8", new Long[0], StoredData.Key::offset);
          arrays.set(6, "uuid", new UUID[0], key -> key.messageId().toUuid());
          arrays.set(7, "int8", new Long[0], StoredData.Key::timeMillis);
        });
  }

  void addScheduled(List<StoredData.Later> scheduled) throws SQLException {
    DraftDigest digest = new DraftDigest();
    add(
        "scheduled (number, channel, id, at, kind, data, idempotency_key, digest, replace_key,"
            + " expires, author, cost) OVERRIDING SYSTEM VALUE"
            + " SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        scheduled,
        (_, arrays) -> {
          arrays.set(1, "int8", new Long[0], StoredData.Later::number);
          arrays.set(2, "int8", new Long[0], StoredData.Later::channel);
          arrays.set(3, "uuid", new UUID[0], later -> later.messageId().toUuid());
          arrays.set(4, "int8", new Long[0], StoredData.Later::atMillis);
          arrays.set(5, "int2", new Short[0], later -> Rows.number(later.draft().kind()));
          arrays.set(6, "bytea", new byte[0][], later -> later.draft().data());
          arrays.set(7, "bytea", new byte[0][], later -> Rows.utf8(later.draft().idempotencyKey()));
          arrays.set(8, "bytea", new byte[0][], later -> digest(digest, later.draft()));
          arrays.set(9, "bytea", new byte[0][], later -> Rows.utf8(later.draft().replaceKey()));
          arrays.set(10, "int8", new Long[0], later -> until(later.draft().expiresAtMillis()));
          arrays.set(11, "bytea", new byte[0][], later -> Rows.utf8(later.author()));
          arrays.set(12, "int8", new Long[0], ImportRows::cost);
        });
    countScheduled(scheduled);
  }

  private static byte @Nullable [] digest(DraftDigest digest, Draft draft) {
    return draft.idempotencyKey() == null ? null : digest.of(draft);
  }

  private static long cost(StoredData.Later later) {
    return ScheduleBounds.bytesOf(ScheduleBounds.sizeOf(later.draft().data(), later.author()));
  }

  private void countScheduled(List<StoredData.Later> scheduled) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement(
            "INSERT INTO "
                + schema
                + ".scheduled_total AS t (messages, bytes) VALUES (?, ?) ON CONFLICT (one)"
                + " DO UPDATE SET messages = t.messages + excluded.messages,"
                + " bytes = t.bytes + excluded.bytes")) {
      count.setLong(1, scheduled.size());
      count.setLong(2, scheduled.stream().mapToLong(ImportRows::cost).sum());
      count.executeUpdate();
    }
  }

  private static @Nullable Long until(long expiresAtMillis) {
    return expiresAtMillis == Long.MAX_VALUE ? null : expiresAtMillis;
  }

  private static @Nullable UUID uuid(@Nullable Ulid id) {
    return id == null ? null : id.toUuid();
  }

  /// Sets the parameters of an insert.
  private interface Filling<R> {
    void of(PreparedStatement call, ArrayParameters<R> arrays) throws SQLException;
  }

  private <R> void add(String insert, List<R> rows, Filling<R> filling) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement call =
        connection.prepareStatement("INSERT INTO " + schema + "." + insert)) {
      filling.of(call, new ArrayParameters<>(connection, call, rows));
      call.executeUpdate();
    }
  }
}
