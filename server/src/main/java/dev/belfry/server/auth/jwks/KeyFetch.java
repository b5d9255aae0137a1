package dev.belfry.server.auth.jwks;

/// Fetches the document; may wait, so it is called on threads that may.
@FunctionalInterface
interface KeyFetch {
  Fetched fetch();
}
