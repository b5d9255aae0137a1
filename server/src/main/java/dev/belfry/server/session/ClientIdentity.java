package dev.belfry.server.session;

import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.admission.Credentials;

/// Who a client turned out to be.
///
/// @param credentials what it brought, to be shown again where the application is asked again
public record ClientIdentity(Principal principal, Credentials credentials) {
  /// Whom it counts to, where clients are bounded: a user, an API key, or else an address.
  public Object client() {
    String author = principal.author();
    return author.isEmpty() ? credentials.address() : author;
  }
}
