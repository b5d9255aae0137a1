package dev.belfry.protocol;

import java.util.List;

/// A question for the counts of several filters at once: `{"filters":[{"category"},...]}`.
///
/// @param filters at least one; their state is passed over
public record InboxCountsQuery(List<InboxSelection> filters) {
  /// The most filters of one question.
  public static final int FILTERS_MAX = 16;

  public InboxCountsQuery {
    filters = List.copyOf(filters);
    if (filters.isEmpty() || filters.size() > FILTERS_MAX) {
      throw new IllegalArgumentException("filters has 1 to " + FILTERS_MAX + " filters");
    }
  }

  /// Reads the body of a request.
  public static Decoded<InboxCountsQuery> read(String json) {
    try {
      JsonMembers in = JsonMembers.read("the body", json);
      in.only("filters");
      return new Decoded.Frame<>(
          new InboxCountsQuery(in.each("filters", InboxCountsQuery::filter)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    } catch (IllegalArgumentException outOfBounds) {
      return new Decoded.Broken<>(String.valueOf(outOfBounds.getMessage()));
    }
  }

  private static InboxSelection filter(JsonMembers in) {
    in.only("category", "tag", "channel", "group");
    return InboxSelection.read(in);
  }
}
