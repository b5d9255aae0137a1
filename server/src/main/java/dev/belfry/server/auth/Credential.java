package dev.belfry.server.auth;

import java.util.OptionalLong;

/// What a principal was admitted by, so that it can be found when that is withdrawn. Holds hashes
/// and ids, never the secret itself.
public sealed interface Credential {
  /// Nothing.
  record None() implements Credential {}

  /// The program that the server runs in; it needs none.
  record Program() implements Credential {}

  /// A JWT.
  ///
  /// @param hash SHA-256 of the token, in hexadecimal
  /// @param keyId names the key that its signature was verified with, and that key only
  /// @param issuedAtMillis its `iat`, in milliseconds since 1970
  record Token(String hash, String keyId, OptionalLong issuedAtMillis) implements Credential {}

  /// An API key.
  ///
  /// @param id the public part of the key
  record Key(String id) implements Credential {}

  /// An answer of the application.
  ///
  /// @param question SHA-256 of all that was asked, in hexadecimal
  /// @param application names the one that was asked: another where its URL or secret is another
  /// @param askedAtMillis when it was asked
  record Callback(String question, String application, long askedAtMillis) implements Credential {}

  /// A ticket, which lives no longer than what it was issued for.
  record Ticket(Credential parent, String id) implements Credential {}
}
