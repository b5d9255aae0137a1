package dev.belfry.server.store.inbox;

import dev.belfry.server.channel.ChannelName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The shared feeds of a transaction: those that it writes to are locked in the order of their
/// numbers, others are only read.
final class UnitFeeds {
  private static final String FIND = "SELECT f.number, f.name FROM {feed} f WHERE f.name ~bytes";

  private static final String ADD =
      "INSERT INTO {feed} (name, head, lost, at, changes, followers)"
          + " SELECT w.b, 0, 0, 0, 0, 0 FROM ~bytestable w WHERE true ORDER BY w.b"
          + " ON CONFLICT (name) DO NOTHING";

  private static final String READ =
      "SELECT " + FeedRow.COLUMNS + " FROM {feed} f WHERE f.number ~numbers ORDER BY f.number";

  private static final String UPDATE =
      "UPDATE {feed} SET head = ?, lost = ?, at = ?, changes = ?, followers = ?"
          + " WHERE number = ?";

  private final InboxConnection connection;
  private final Map<Long, FeedRow> locked = new HashMap<>();
  private final Map<ChannelName, FeedRow> byName = new HashMap<>();
  private final Map<Long, FeedRow> read = new HashMap<>();

  UnitFeeds(InboxConnection connection) {
    this.connection = connection;
  }

  void load(List<Needs> needs, boolean everyone) throws SQLException {
    TreeMap<String, byte[]> names = new TreeMap<>();
    Set<Long> numbers = new TreeSet<>();
    for (Needs each : needs) {
      each.feeds().forEach(name -> names.put(name.text(), Bytes.of(name.text())));
      numbers.addAll(each.feedNumbers());
    }
    if (everyone) {
      numbers.add(Windows.EVERYONE_NUMBER);
    }
    if (!names.isEmpty()) {
      List<Long> found = find(names.values());
      if (found.size() < names.size()) {
        connection.sql(ADD).bytes(names.values()).update();
        found = find(names.values());
      }
      numbers.addAll(found);
    }
    if (numbers.isEmpty()) {
      return;
    }
    for (FeedRow feed : connection.sql(READ + "~lock").numbers(numbers).list(FeedRow::read)) {
      locked.put(feed.number, feed);
      byName.put(feed.name, feed);
    }
  }

  private List<Long> find(Collection<byte[]> names) throws SQLException {
    return connection.sql(FIND).bytes(names).list(row -> row.getLong(1));
  }

  /// Reads feeds that are not written to.
  void read(Collection<Long> numbers) throws SQLException {
    List<Long> missing = new ArrayList<>();
    for (Long number : new TreeSet<>(numbers)) {
      if (!locked.containsKey(number) && !read.containsKey(number)) {
        missing.add(number);
      }
    }
    if (!missing.isEmpty()) {
      for (FeedRow feed : connection.sql(READ).numbers(missing).list(FeedRow::read)) {
        read.put(feed.number, feed);
      }
    }
  }

  /// A feed that was named as one to write to.
  FeedRow get(ChannelName name) throws SQLException {
    FeedRow feed = byName.get(name);
    if (feed == null) {
      throw new SQLException("a feed is not there");
    }
    return feed;
  }

  Optional<FeedRow> locked(long number) {
    return Optional.ofNullable(locked.get(number));
  }

  /// Any feed, as it is now.
  FeedRow any(long number) throws SQLException {
    @Nullable FeedRow feed = locked.get(number);
    if (feed == null) {
      read(List.of(number));
      feed = read.get(number);
    }
    if (feed == null) {
      throw new SQLException("a feed is not there");
    }
    return feed;
  }

  void flush() throws SQLException {
    Call update = connection.sql(UPDATE);
    boolean any = false;
    for (FeedRow feed : locked.values()) {
      if (feed.dirty) {
        update
            .with(feed.head)
            .with(feed.lost)
            .with(feed.atMicros)
            .with(feed.changes)
            .with(feed.followers)
            .with(feed.number)
            .add();
        any = true;
      }
    }
    if (any) {
      update.runBatch();
    }
  }
}
