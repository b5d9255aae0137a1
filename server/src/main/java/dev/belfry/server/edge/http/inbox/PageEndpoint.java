package dev.belfry.server.edge.http.inbox;

import dev.belfry.protocol.InboxSelection;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Query;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.inbox.InboxFrames;
import dev.belfry.server.inbox.InboxRequests;
import dev.belfry.server.inbox.InboxView;
import dev.belfry.server.inbox.ViewQuery;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A page of an inbox. Its version is the entity tag: a client that has it is answered 304 (RFC
/// 9110 section 13.1.2).
record PageEndpoint(InboxServices services, UserId user, ViewQuery query) implements Endpoint {
  static Checked<Endpoint> of(InboxServices services, UserId user, RequestHead head) {
    return query(head.target().query(), versionOf(head.header(HttpHeaderNames.IF_NONE_MATCH)))
        .map(query -> new PageEndpoint(services, user, query));
  }

  /// What a query asks for.
  ///
  /// @param version what the client has; null for nothing
  static Checked<ViewQuery> query(Query query, @Nullable String version) {
    return JsonBody.attempt(() ->
        InboxRequests.query(
            new InboxSelection(
                query.get("state").orElse(null),
                query.get("category").orElse(null),
                query.get("tag").orElse(null),
                query.get("channel").orElse(null),
                query.get("group").orElse(null)),
            flag(query),
            query.get("after").orElse(null),
            query.get("limit").map(PageEndpoint::limit).orElse(null),
            version));
  }

  private static boolean flag(Query query) {
    return switch (query.get("grouped").orElse("false")) {
      case "", "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("grouped is true or false");
    };
  }

  private static Integer limit(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("limit is a number from 0 to " + ViewQuery.LIMIT_MAX);
    }
    return Integer.valueOf(text);
  }

  /// The version in the first of the tags that a client has, weak or not.
  private static @Nullable String versionOf(@Nullable String tags) {
    if (tags == null) {
      return null;
    }
    String first = tags.split(",", 2)[0].strip();
    String tag = first.startsWith("W/") ? first.substring(2) : first;
    return tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"")
        ? tag.substring(1, tag.length() - 1)
        : null;
  }

  @Override
  public void serve(Exchange exchange) {
    StageAnswer.await(exchange, services.inboxes().view(user, query), PageEndpoint::response);
  }

  private static FullHttpResponse response(InboxView view) {
    FullHttpResponse response =
        view.same()
            ? Responses.empty(304)
            : Responses.json(200, InboxFrames.page(view).toJson().getBytes(StandardCharsets.UTF_8));
    response.headers().set(HttpHeaderNames.ETAG, '"' + view.version().toString() + '"');
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache");
    return response;
  }

  /// The version that an event stream goes on from.
  static Optional<String> lastEventId(RequestHead head) {
    return Optional.ofNullable(head.header("Last-Event-ID"))
        .or(() -> head.target().query().get("lastEventId"))
        .filter(id -> !id.isBlank());
  }
}
