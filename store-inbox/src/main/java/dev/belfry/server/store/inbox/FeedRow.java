package dev.belfry.server.store.inbox;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FeedState;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A shared feed, as one transaction has it.
final class FeedRow {
  static final String COLUMNS = "f.number, f.name, f.head, f.lost, f.at, f.changes, f.followers";

  final long number;
  final ChannelName name;
  long head;

  /// The newest place that it has no more.
  long lost;

  /// The time of its newest entry.
  long atMicros;

  long changes;
  long followers;
  boolean dirty;

  private FeedRow(long number, ChannelName name) {
    this.number = number;
    this.name = name;
  }

  static FeedRow read(ResultSet row) throws SQLException {
    FeedRow feed = new FeedRow(row.getLong(1), new ChannelName(Bytes.text(row.getBytes(2))));
    feed.head = row.getLong(3);
    feed.lost = row.getLong(4);
    feed.atMicros = row.getLong(5);
    feed.changes = row.getLong(6);
    feed.followers = row.getLong(7);
    return feed;
  }

  FeedState state() {
    return new FeedState(head, changes);
  }
}
