package dev.belfry.server.edge.http;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import java.util.Optional;
import java.util.Set;

/// Finds the route of a path.
///
/// @param programs paths that the embedding program serves; they come before all others
record Router(Set<String> programs) {
  private static final String CHANNELS = "notifications";
  private static final String CHANNEL_PREFIX = "/" + CHANNELS + "/";
  private static final String MESSAGE_PREFIX = "/v1/messages/";

  private static final String PRESENCE_PREFIX = "/v1/presence/";

  Router {
    programs = Set.copyOf(programs);
  }

  Checked<Route> route(String path) {
    if (programs.contains(path)) {
      return Checked.good(new Route.Program(path));
    }
    if (path.startsWith(CHANNEL_PREFIX)) {
      return named(path.substring(CHANNEL_PREFIX.length())).map(Route.Channel::new);
    }
    if (path.startsWith(PRESENCE_PREFIX)) {
      return named(path.substring(PRESENCE_PREFIX.length())).map(Route.Presence::new);
    }
    if (path.startsWith(MESSAGE_PREFIX)) {
      return scheduled(path.substring(MESSAGE_PREFIX.length()));
    }
    return switch (path) {
      case "/" + CHANNELS -> named(CHANNELS).map(Route.Channel::new);
      case "/health/live" -> Checked.good(new Route.Live());
      case "/health/ready" -> Checked.good(new Route.Ready());
      case "/v1/publish" -> Checked.good(new Route.Batch());
      case Target.SERVER -> Checked.good(new Route.Server());
      default ->
          Document.at(path)
              .<Checked<Route>>map(document -> Checked.good(new Route.Described(document)))
              .orElseGet(Router::nothing);
    };
  }

  private static Checked<Route> scheduled(String id) {
    return Ulid.isValid(id) ? Checked.good(new Route.Scheduled(Ulid.from(id))) : nothing();
  }

  private static Checked<Route> nothing() {
    return Checked.bad(Problem.word(404, "not-found", "there is nothing at this path"));
  }

  private static Checked<ChannelName> named(String text) {
    Optional<ChannelName> name = ChannelName.parse(text);
    return name.isPresent() ? Checked.good(name.get()) : Checked.malformed(ChannelName.FORM);
  }
}
