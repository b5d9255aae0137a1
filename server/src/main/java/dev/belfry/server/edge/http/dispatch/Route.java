package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Checked;
import java.util.function.Function;

/// An entry of the list of what this server has: a path, and the resource that it leads to.
///
/// @param path as the documents write it; a last part in braces, as in `/notifications/{channel}`,
///   stands for the rest of a request's path, slashes included, and one in the middle for what
///   stands before the next part
/// @param resource the one for the path from the first brace on, which is empty where there is none
/// @param anyOrigin whether pages of every origin may load what is here
public record Route(String path, Function<String, Checked<Resource>> resource, boolean anyOrigin) {
  /// A route for pages of the allowed origins.
  public Route(String path, Function<String, Checked<Resource>> resource) {
    this(path, resource, false);
  }

  /// A route to one resource.
  public static Route to(String path, Resource resource) {
    return new Route(path, _ -> Checked.good(resource));
  }

  /// A route to one resource that pages of every origin may load.
  public static Route toAnyOrigin(String path, Resource resource) {
    return new Route(path, _ -> Checked.good(resource), true);
  }

  /// Whether a request's path is this route's.
  public boolean matches(String requested) {
    int open = path.indexOf('{');
    if (open < 0) {
      return path.equals(requested);
    }
    return requested.startsWith(path.substring(0, open)) && goesOn(requested, open);
  }

  /// Whether the path goes on as this one behind the braces that open there.
  private boolean goesOn(String requested, int open) {
    int from = path.indexOf('}', open) + 1;
    int next = path.indexOf('{', from);
    String part = path.substring(from, next < 0 ? path.length() : next);
    if (part.isEmpty()) {
      return true;
    }
    int found = next < 0 ? requested.length() - part.length() : requested.indexOf(part, open + 1);
    return found > open
        && requested.startsWith(part, found)
        && (next < 0 || found + part.length() < requested.length());
  }

  /// The resource at a path that matches; a problem where the rest names none.
  Checked<Resource> resourceAt(String requested) {
    int open = path.indexOf('{');
    return resource.apply(open < 0 ? "" : requested.substring(open));
  }
}
