package dev.belfry.server.edge.http;

import dev.belfry.server.channel.ChannelName;
import java.util.Optional;
import java.util.Set;

/// Finds the route of a path.
///
/// @param programs paths that the embedding program serves; they come before all others
record Router(Set<String> programs) {
  private static final String CHANNELS = "notifications";
  private static final String CHANNEL_PREFIX = "/" + CHANNELS + "/";

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
    return switch (path) {
      case "/" + CHANNELS -> named(CHANNELS).map(Route.Channel::new);
      case "/health/live" -> Checked.good(new Route.Live());
      case "/health/ready" -> Checked.good(new Route.Ready());
      case Target.SERVER -> Checked.good(new Route.Server());
      default -> document(path);
    };
  }

  private static Checked<Route> document(String path) {
    for (Document document : Document.values()) {
      if (path.equals(document.path())) {
        return Checked.good(new Route.Described(document));
      }
    }
    return Checked.bad(Problem.word(404, "not-found", "there is nothing at this path"));
  }

  private static Checked<ChannelName> named(String text) {
    Optional<ChannelName> name = ChannelName.parse(text);
    return name.isPresent() ? Checked.good(name.get()) : Checked.malformed(ChannelName.FORM);
  }
}
