package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.key.KeyAdministration;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.session.ClientIdentity;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A server without identity: everybody is anonymous.
public record AnonymousIdentities(Permissions permissions) implements Identities {
  /// A client that brings nothing.
  public static final ClientIdentity CLIENT =
      new ClientIdentity(Principals.ANONYMOUS, Credentials.none("127.0.0.1"));

  public AnonymousIdentities(ChannelPolicies policies) {
    this(new Permissions(policies, false));
  }

  @Override
  public boolean configured() {
    return false;
  }

  @Override
  public Standing standing(Principal principal) {
    return new Standing.Stands();
  }

  @Override
  public void authenticate(Credentials credentials, Loop caller, Consumer<Admittance> then) {
    then.accept(new Admittance.Admitted(Principals.ANONYMOUS));
  }

  @Override
  public TicketOutcome issueTicket(
      Principal principal, List<ChannelName> channels, Optional<String> origin) {
    return new TicketOutcome.Refused(Verdict.UNAUTHORIZED, "nobody is known here");
  }

  @Override
  public Optional<KeyAdministration> keys() {
    return Optional.empty();
  }

  @Override
  public void disconnect(UserId user, Loop caller, Consumer<Boolean> then) {
    then.accept(true);
  }

  @Override
  public List<String> forwardedHeaders() {
    return List.of();
  }
}
