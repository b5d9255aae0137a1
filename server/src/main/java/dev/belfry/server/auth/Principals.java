package dev.belfry.server.auth;

/// Principals of which there is one.
public final class Principals {
  /// The one without a credential.
  public static final Principal ANONYMOUS = new Principal.Anonymous();

  /// The program that the server runs in, which may do everything.
  public static final Principal PROGRAM =
      new Principal.Backend(
          "program",
          Scopes.all(),
          new Principal.Admission(new Credential.Program(), Principal.Admission.NEVER));

  private Principals() {}
}
