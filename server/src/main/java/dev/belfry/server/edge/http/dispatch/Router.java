package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import java.util.List;
import java.util.Optional;

/// The routes of the server. The first that matches a path is the one.
public record Router(List<Route> routes) {
  public Router {
    routes = List.copyOf(routes);
  }

  /// The route of a path, decoded.
  public Optional<Route> route(String path) {
    return routes.stream().filter(route -> route.matches(path)).findFirst();
  }

  /// The resource at a path, decoded.
  public Checked<Resource> resource(String path) {
    return route(path)
        .map(route -> route.resourceAt(path))
        .orElseGet(() -> Checked.bad(Problem.notFound()));
  }
}
