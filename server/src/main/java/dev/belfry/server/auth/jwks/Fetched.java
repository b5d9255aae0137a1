package dev.belfry.server.auth.jwks;

/// What came of fetching a document.
sealed interface Fetched {
  /// The body of an answer 200.
  record Body(byte[] bytes) implements Fetched {}

  /// There is none.
  ///
  /// @param why the end of a sentence that begins with the URL
  record Failed(String why) implements Fetched {}
}
