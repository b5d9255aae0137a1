package dev.belfry.server.auth.token;

/// What is wrong with a token. Never leaves this room, and repeats nothing of the token.
final class RefusedToken extends Exception {
  private static final long serialVersionUID = 1;

  /// @param why the end of a sentence that begins with "the token"
  RefusedToken(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
