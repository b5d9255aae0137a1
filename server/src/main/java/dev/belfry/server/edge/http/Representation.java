package dev.belfry.server.edge.http;

/// What a GET of a channel yields.
enum Representation {
  /// A page of history.
  JSON,
  /// The live page, for a person.
  HTML,
  /// Messages as they arrive.
  EVENT_STREAM
}
