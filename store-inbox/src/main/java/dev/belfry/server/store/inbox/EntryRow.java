package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.ItemPlace;
import dev.belfry.server.inbox.view.FeedIndex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// A notification in a feed.
///
/// @param feed the number of a shared feed; that of a user, negative, for the user's own
/// @param group empty for none, as the category and the replace key
/// @param expiresMillis [Long#MAX_VALUE] for never
record EntryRow(
    long feed,
    long place,
    long atMicros,
    long notification,
    Ulid id,
    String category,
    List<String> tags,
    String group,
    long expiresMillis,
    String replaceKey) {
  static final String COLUMNS =
      "e.feed, e.place, e.at, e.notification, e.id, e.category, e.tags, e.grp, e.expires,"
          + " e.replace_key";

  static EntryRow read(ResultSet row) throws SQLException {
    long expires = row.getLong(9);
    boolean never = row.wasNull();
    return new EntryRow(
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        Ulid.from(row.getBytes(5)),
        Bytes.orEmpty(row.getBytes(6)),
        Bytes.tags(row.getBytes(7)),
        Bytes.orEmpty(row.getBytes(8)),
        never ? Long.MAX_VALUE : expires,
        Bytes.orEmpty(row.getBytes(10)));
  }

  /// Whether it stands in a user's own feed.
  boolean own() {
    return feed < 0;
  }

  /// The same at another place of its feed.
  EntryRow at(long otherPlace, long otherMicros) {
    return new EntryRow(
        feed,
        otherPlace,
        otherMicros,
        notification,
        id,
        category,
        tags,
        group,
        expiresMillis,
        replaceKey);
  }

  FeedIndex.Entry indexed() {
    return new FeedIndex.Entry(
        place, notification, new ItemPlace(atMicros, id), category, tags, group, expiresMillis);
  }
}
