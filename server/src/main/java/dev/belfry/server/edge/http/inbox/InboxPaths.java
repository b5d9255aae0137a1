package dev.belfry.server.edge.http.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.MarkWord;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.EndpointResource;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Route;
import dev.belfry.server.edge.http.inbox.InboxResource.Use;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The resources of inboxes and notifications, by their paths.
///
/// @param streaming begins event streams
public record InboxPaths(InboxServices services, InboxStreaming streaming) {
  private static final AccessRequest ACCESS = new AccessRequest(List.of(), AccessRequest.Kind.HTTP);

  /// A user's part of the path ends where it first goes on so.
  private static final Pattern OF_USER = Pattern.compile("(.+?)/(inbox|follows)(?:/(.*))?");

  private static final Pattern ACTION = Pattern.compile("([^/]+)/actions/([^/]+)");
  private static final String INBOX = "/v1/inbox/";
  private static final String FOLLOWS = "follows";
  private static final String NOTIFY = "/notify";

  /// The routes of notifications and inboxes.
  public Stream<Route> routes() {
    return Stream.concat(
        Stream.of(
            Route.to("/v1/notify", notifications()),
            Route.to("/v1/import", imports()),
            Route.to("/v1/users", users()),
            new Route("/v1/notifications/{id}", this::notification),
            new Route("/v1/users/{user}/inbox", this::ofUser),
            new Route("/v1/users/{user}/inbox/{part}", this::ofUser),
            new Route("/v1/users/{user}/follows/{channel}", this::ofUser),
            new Route("/v1/users/{user}" + NOTIFY, this::notifying)),
        Stream.of(
                "/v1/inbox",
                "/v1/inbox/stream",
                "/v1/inbox/counts",
                "/v1/inbox/preferences",
                "/v1/inbox/follows",
                "/v1/inbox/follows/{channel}",
                "/v1/inbox/{id}/actions/{action}",
                "/v1/inbox/{mark}")
            .map(path -> new Route(path, text -> part(Optional.empty(), below(path, text)))));
  }

  /// The path below the inbox.
  private static String below(String path, String rest) {
    int open = path.indexOf('{');
    String before = open < 0 ? path : path.substring(0, open);
    return (before.length() > INBOX.length() ? before.substring(INBOX.length()) : "") + rest;
  }

  private Resource notifications() {
    return EndpointResource.post(
        services.notifyBytesMax(), ACCESS, (_, caller) -> NotifyEndpoint.of(services, caller));
  }

  /// @param rest of the path: `{user}/notify`
  private Checked<Resource> notifying(String rest) {
    return userId(rest.substring(0, rest.length() - NOTIFY.length()))
        .map(user ->
            EndpointResource.post(
                services.notifyBytesMax(),
                ACCESS,
                (_, caller) -> NotifyEndpoint.of(services, caller, user)));
  }

  private Resource imports() {
    return EndpointResource.post(
        services.notifyBytesMax(), ACCESS, (_, caller) -> ImportEndpoint.of(services, caller));
  }

  private Resource users() {
    return EndpointResource.get(
        services.bodyBytesMax(),
        ACCESS,
        (head, caller) -> UsersEndpoint.of(services, caller, head));
  }

  private Checked<Resource> notification(String id) {
    return Ulid.isValid(id)
        ? Checked.good(
            new EndpointResource(
                List.of("GET", "HEAD", "DELETE", "OPTIONS"),
                services.bodyBytesMax(),
                Optional.of(ACCESS),
                (head, caller) ->
                    NotificationEndpoint.of(
                        services,
                        caller,
                        Ulid.from(id),
                        head.request().method().name().equals("DELETE"))))
        : Checked.bad(StageAnswer.NOT_FOUND);
  }

  /// All of a user.
  public Checked<Resource> user(String text) {
    return userId(text).map(this::erasing);
  }

  private Checked<Resource> ofUser(String rest) {
    Matcher path = OF_USER.matcher(rest);
    if (!path.matches()) {
      return Checked.bad(Problem.notFound());
    }
    String below = Optional.ofNullable(path.group(3)).orElse("");
    return userId(path.group(1))
        .then(user ->
            part(Optional.of(user), path.group(2).equals(FOLLOWS) ? FOLLOWS + "/" + below : below));
  }

  private static Checked<UserId> userId(String text) {
    return UserId.parse(text).map(Checked::good).orElseGet(() -> Checked.bad(Problem.notFound()));
  }

  private Resource erasing(UserId user) {
    return EndpointResource.delete(
        services.bodyBytesMax(), ACCESS, (_, caller) -> EraseEndpoint.of(services, user, caller));
  }

  /// A part of an inbox.
  ///
  /// @param user that the path names; empty where it is the client's own inbox
  /// @param rest of the path, behind `/v1/inbox/`
  private Checked<Resource> part(Optional<UserId> user, String rest) {
    Optional<MarkWord> mark = MarkWord.ofPath(rest);
    if (mark.isPresent()) {
      return good(
          user,
          Map.of("POST", change(owner -> new MarkEndpoint(services, owner.user(), mark.get()))));
    }
    if (rest.startsWith(FOLLOWS + "/")) {
      String feed = rest.substring(FOLLOWS.length() + 1);
      return good(user, Map.of("PUT", follow(feed, true), "DELETE", follow(feed, false)));
    }
    return switch (rest) {
      case "" ->
          good(user, Map.of("GET", read((head, o) -> PageEndpoint.of(services, o.user(), head))));
      case "stream" ->
          Checked.good(
              new InboxResource(
                  user,
                  services.bodyBytesMax(),
                  AccessRequest.Kind.EVENT_STREAM,
                  Map.of("GET", new Use(false, this::stream))));
      case "counts" -> good(user, counts());
      case FOLLOWS -> good(user, Map.of("GET", list()));
      case "preferences" -> good(user, preferences());
      default -> action(user, rest);
    };
  }

  private Checked<Resource> good(Optional<UserId> user, Map<String, Use> uses) {
    return Checked.good(
        new InboxResource(user, services.bodyBytesMax(), AccessRequest.Kind.HTTP, uses));
  }

  private interface Making {
    Endpoint of(InboxOwner owner);
  }

  private interface Reading {
    Checked<Endpoint> of(RequestHead head, InboxOwner owner);
  }

  private static Use change(Making making) {
    return new Use(true, (_, _, owner) -> Checked.good(new Decision.Serve(making.of(owner))));
  }

  private static Use read(Reading reading) {
    return new Use(false, (head, _, owner) -> reading.of(head, owner).map(Decision.Serve::new));
  }

  private Checked<Decision> stream(RequestHead head, Caller caller, InboxOwner owner) {
    return PageEndpoint.query(head.target().query(), PageEndpoint.lastEventId(head).orElse(null))
        .then(query -> streaming.begin(head, owner.client(), owner.user(), query));
  }

  private Use follow(String feed, boolean follows) {
    return new Use(
        true,
        (_, caller, owner) ->
            FollowEndpoint.of(services, owner, caller, feed, follows).map(Decision.Serve::new));
  }

  private Use list() {
    return read((_, owner) -> Checked.good(FollowEndpoint.list(services, owner.user())));
  }

  private Map<String, Use> counts() {
    return Map.of(
        "GET",
        read((head, owner) -> CountsEndpoint.of(services, owner.user(), head)),
        "POST",
        read((_, owner) ->
            Checked.good(
                new CountsEndpoint(services, owner.user(), CountsEndpoint.Wanted.BY_FILTERS))));
  }

  private Map<String, Use> preferences() {
    return Map.of(
        "GET",
        read((_, owner) -> Checked.good(new PreferencesEndpoint(services, owner.user(), false))),
        "PUT",
        change(owner -> new PreferencesEndpoint(services, owner.user(), true)));
  }

  private Checked<Resource> action(Optional<UserId> user, String rest) {
    Matcher path = ACTION.matcher(rest);
    if (!path.matches()) {
      return Checked.bad(Problem.notFound());
    }
    if (!Ulid.isValid(path.group(1))) {
      return Checked.bad(StageAnswer.NOT_FOUND);
    }
    Ulid id = Ulid.from(path.group(1));
    String action = path.group(2);
    return good(
        user,
        Map.of("POST", change(owner -> new ActionEndpoint(services, owner.user(), id, action))));
  }
}
