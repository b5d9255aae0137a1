package dev.belfry.server.edge.http;

import org.jspecify.annotations.Nullable;

/// What the guard makes of a request.
sealed interface Guarded {
  /// Whose pages may read the answer; null where none may besides the server's own.
  @Nullable String allowedOrigin();

  /// It may go on.
  ///
  /// @param allowedOrigin what CORS headers name; null where the request has no Origin
  record Passed(RequestHead head, Route route, @Nullable String allowedOrigin) implements Guarded {}

  /// It may not.
  ///
  /// @param allowedOrigin null also where the origin is the reason, or was not looked at yet
  record Refused(Problem problem, @Nullable String allowedOrigin) implements Guarded {}
}
