package dev.belfry.server.edge.http.request;

/// What a GET of a channel yields.
public enum Representation {
  /// A page of history.
  JSON,
  /// The live page, for a person.
  HTML,
  /// Messages as they arrive.
  EVENT_STREAM
}
