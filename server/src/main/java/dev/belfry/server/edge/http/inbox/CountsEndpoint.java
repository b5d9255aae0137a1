package dev.belfry.server.edge.http.inbox;

import dev.belfry.protocol.InboxCountsQuery;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.inbox.InboxCounts;
import dev.belfry.server.inbox.InboxRequests;
import dev.belfry.server.inbox.ItemFilter;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// How many items are unread and unseen: of all, by category, or of several filters at once.
///
/// @param wanted how the counts are asked for
record CountsEndpoint(InboxServices services, UserId user, Wanted wanted) implements Endpoint {
  /// How counts are asked for.
  enum Wanted {
    ALL,
    BY_CATEGORY,
    /// By the filters in the body.
    BY_FILTERS
  }

  static Checked<Endpoint> of(InboxServices services, UserId user, RequestHead head) {
    String by = head.target().query().get("by").orElse("");
    return switch (by) {
      case "" -> Checked.good(new CountsEndpoint(services, user, Wanted.ALL));
      case "category" -> Checked.good(new CountsEndpoint(services, user, Wanted.BY_CATEGORY));
      default -> Checked.malformed("by is category");
    };
  }

  @Override
  public void serve(Exchange exchange) {
    switch (wanted) {
      case ALL ->
          StageAnswer.await(
              exchange,
              services.inboxes().counts(user, List.of(ItemFilter.INBOX)),
              counts -> json(members(counts.getFirst())));
      case BY_CATEGORY -> byCategory(exchange);
      case BY_FILTERS -> byFilters(exchange);
    }
  }

  private void byCategory(Exchange exchange) {
    StageAnswer.await(
        exchange,
        services
            .inboxes()
            .counts(user, List.of(ItemFilter.INBOX))
            .thenCombine(
                services.inboxes().countsByCategory(user),
                (all, categories) -> {
                  Map<String, Object> members = members(all.getFirst());
                  Map<String, Object> each = new TreeMap<>();
                  categories.forEach((category, counts) -> each.put(category, members(counts)));
                  members.put("categories", each);
                  return members;
                }),
        CountsEndpoint::json);
  }

  private void byFilters(Exchange exchange) {
    Checked<List<ItemFilter>> filters =
        JsonBody.read(exchange.body(), InboxCountsQuery::read)
            .then(query ->
                JsonBody.attempt(
                    () -> query.filters().stream().map(InboxRequests::filter).toList()));
    switch (filters) {
      case Checked.Good<List<ItemFilter>>(List<ItemFilter> good) ->
          StageAnswer.await(
              exchange,
              services.inboxes().counts(user, good),
              counts ->
                  json(Map.of("counts", counts.stream().map(CountsEndpoint::members).toList())));
      case Checked.Bad<List<ItemFilter>>(Problem problem) ->
          exchange.respond(Responses.problem(problem));
    }
  }

  private static Map<String, Object> members(InboxCounts counts) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("unread", counts.unread());
    members.put("unseen", counts.unseen());
    return members;
  }

  private static FullHttpResponse json(Map<String, Object> members) {
    return Responses.json(200, JsonMapper.shared().writeValueAsBytes(members));
  }
}
