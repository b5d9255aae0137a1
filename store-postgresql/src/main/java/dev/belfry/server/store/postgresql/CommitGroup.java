package dev.belfry.server.store.postgresql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.DraftDigest;
import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.GivenIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Messages that are appended by one statement, which is one transaction. Owned by the thread that
/// appends.
final class CommitGroup {
  static final int COUNT_MAX = 300;
  private static final long BYTES_MAX = 1 << 20;

  private record Key(ChannelName channel, String text) {}

  private final List<AskedAppend> appends = new ArrayList<>();
  private final List<GroupItem.Probe> probes = new ArrayList<>();
  private final Set<Key> keys = new HashSet<>();
  private long bytes;

  /// Takes an item in; false where it has to wait for the next group: this one is full, or has a
  /// message with the same idempotency key, whose answer this one's depends on.
  boolean add(GroupItem item) {
    return switch (item) {
      case GroupItem.Probe probe -> probes.add(probe);
      case GroupItem.Due() -> false;
      case AskedAppend append -> append.answer().isDone() || addAppend(append);
    };
  }

  private boolean addAppend(AskedAppend append) {
    if (appends.size() == COUNT_MAX
        || (!appends.isEmpty() && bytes + append.costBytes() > BYTES_MAX)) {
      return false;
    }
    String key = append.draft().idempotencyKey();
    if (key != null && !keys.add(new Key(append.channel(), key))) {
      return false;
    }
    bytes += append.costBytes();
    return appends.add(append);
  }

  boolean empty() {
    return appends.isEmpty() && probes.isEmpty();
  }

  /// Appends them.
  CommittedGroup commit(
      Connection connection, Statements statements, GivenIds ids, DraftDigest digest)
      throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.append())) {
      call.setString(1, statements.node());
      call.setLong(2, statements.idempotencyAgeMillis());
      ArrayParameters<AskedAppend> arrays = new ArrayParameters<>(connection, call, appends);
      arrays.set(3, "text", new String[0], a -> a.channel().text());
      arrays.set(4, "uuid", new Object[0], a -> idOf(a.draft(), ids).toUuid());
      arrays.set(5, "int2", new Short[0], a -> Rows.number(a.draft().kind()));
      arrays.set(6, "bytea", new byte[0][], a -> a.draft().data());
      arrays.set(7, "bytea", new byte[0][], a -> Rows.utf8(a.draft().idempotencyKey()));
      arrays.set(8, "bytea", new byte[0][], a -> digestOf(a.draft(), digest));
      arrays.set(9, "bytea", new byte[0][], a -> Rows.utf8(a.draft().replaceKey()));
      arrays.set(10, "int8", new Long[0], AskedAppend::lastsMillis);
      arrays.set(11, "uuid", new Object[0], CommitGroup::originOf);
      arrays.set(12, "int8", new Long[0], a -> a.history().count());
      arrays.set(13, "int8", new Long[0], a -> a.history().bytes());
      arrays.set(14, "int8", new Long[0], a -> a.history().ageMillis());
      try (ResultSet result = call.executeQuery()) {
        CommittedGroup committed = CommittedGroup.read(result);
        if (committed == null || committed.rows().size() != appends.size()) {
          throw new SQLException("the database did not answer for each message");
        }
        return committed;
      }
    }
  }

  private static Ulid idOf(Draft draft, GivenIds ids) {
    Ulid promised = draft.id();
    return promised != null ? promised : ids.next();
  }

  private static byte @Nullable [] digestOf(Draft draft, DraftDigest digest) {
    return draft.idempotencyKey() == null ? null : digest.of(draft);
  }

  private static @Nullable Object originOf(AskedAppend append) {
    Ulid session = append.draft().publisherSession();
    return session == null || !append.keepsOrigin() ? null : session.toUuid();
  }

  /// Answers all, once they are committed.
  void committed(CommittedGroup group) {
    for (int i = 0; i < appends.size(); i++) {
      AskedAppend append = appends.get(i);
      append.answer().complete(answer(append, group.rows().get(i)));
    }
    probes.forEach(probe -> probe.answer().complete(group.number()));
  }

  private static Appending answer(AskedAppend append, CommittedGroup.Row row) {
    return switch (row.outcome()) {
      case KEPT -> new Appending.Kept(row.stateThen(), message(append, row));
      case DUPLICATE -> {
        String epoch = row.answered();
        if (epoch == null) {
          throw new IllegalStateException("a duplicate of nothing");
        }
        Position position = new Position(epoch, row.offset());
        yield new Appending.KeyKnown(
            new AppendOutcome.Duplicate(row.id(), position, row.timeMillis()));
      }
      case CONFLICT -> new Appending.KeyKnown(new AppendOutcome.Conflict());
    };
  }

  private static Message message(AskedAppend append, CommittedGroup.Row row) {
    Draft draft = append.draft();
    Long lasts = append.lastsMillis();
    return new Message(
        row.offset(),
        row.id(),
        row.timeMillis(),
        draft.data(),
        draft.kind(),
        draft.replaceKey(),
        lasts == null ? Long.MAX_VALUE : row.timeMillis() + lasts,
        append.keepsOrigin() ? draft.publisherSession() : null);
  }

  /// Nothing of it is kept, or nobody knows.
  void failed(Throwable why) {
    appends.forEach(append -> append.answer().completeExceptionally(why));
    probes.forEach(probe -> probe.answer().completeExceptionally(why));
  }

  /// What all of it costs while it waits.
  long costBytes() {
    return bytes;
  }
}
