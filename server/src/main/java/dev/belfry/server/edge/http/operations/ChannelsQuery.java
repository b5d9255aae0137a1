package dev.belfry.server.edge.http.operations;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Query;
import java.util.Optional;

/// Which page of the channels is wanted.
///
/// @param prefix that their names begin with; empty for all
/// @param after the name after which the page begins; empty for the first page
record ChannelsQuery(String prefix, String after, int limit) {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 500;

  static Checked<ChannelsQuery> read(Query query) {
    String prefix = query.get("prefix").orElse("");
    String after = query.get("after").orElse("");
    Optional<String> limit = query.get("limit");
    int most = limit.filter(text -> text.matches("[0-9]{1,3}")).map(Integer::parseInt).orElse(-1);
    if (limit.isPresent() && (most < 1 || most > LIMIT_MAX)) {
      return Checked.malformed("limit is a number from 1 to " + LIMIT_MAX);
    }
    return Checked.good(new ChannelsQuery(prefix, after, limit.isEmpty() ? LIMIT_DEFAULT : most));
  }

  /// Whether a channel may be on the page. Those of the embedding program's paths have no name that
  /// could be asked about.
  boolean matches(ChannelName name) {
    return !name.ofProgram()
        && name.text().startsWith(prefix)
        && (after.isEmpty() || name.text().compareTo(after) > 0);
  }
}
