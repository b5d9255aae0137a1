package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.key.KeyAdministration;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.RateTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The identity of the configuration that was read last. It is replaced as a whole, so that nothing
/// is judged by half of an old and half of a new one.
public final class CurrentIdentity implements Identities, AutoCloseable {
  private final RateTable failures;
  private final Clock clock;
  private volatile Identity identity;

  /// @param failures what is refused for each address
  public CurrentIdentity(Identity first, RateTable failures, Clock clock) {
    this.identity = first;
    this.failures = failures;
    this.clock = clock;
  }

  /// Replaces the identity; who was admitted by the one before is asked for again by the new one.
  public void replace(Identity next) {
    Identity before = identity;
    identity = next;
    before.close();
  }

  /// Looks after keys: to be called every second, on a thread that may wait.
  public void tick() {
    identity.tick();
    failures.sweep(clock.nanos());
  }

  @Override
  public boolean configured() {
    return identity.configured();
  }

  @Override
  public Permissions permissions() {
    return identity.permissions();
  }

  @Override
  public Standing standing(Principal principal) {
    return identity.authenticator().standing(principal);
  }

  @Override
  public void authenticate(Credentials credentials, Loop caller, Consumer<Admittance> then) {
    long wait = credentials.direct() ? failures.waitNanos(credentials.address(), clock.nanos()) : 0;
    if (wait > 0) {
      then.accept(new Admittance.Limited(wait));
      return;
    }
    identity
        .authenticator()
        .authenticate(
            credentials,
            outcome -> {
              if (outcome instanceof Admittance.Refused && credentials.direct()) {
                var _ = failures.charge(credentials.address(), clock.nanos());
              }
              answer(caller, () -> then.accept(outcome));
            });
  }

  @Override
  public TicketOutcome issueTicket(
      Principal principal, List<ChannelName> channels, Optional<String> origin) {
    return identity.issueTicket(principal, channels, origin);
  }

  @Override
  public void disconnect(UserId user, Loop caller, Consumer<Boolean> then) {
    identity.disconnect(user, kept -> answer(caller, () -> then.accept(kept)));
  }

  private static void answer(Loop caller, Runnable answer) {
    if (caller.inLoop()) {
      answer.run();
    } else {
      caller.execute(answer);
    }
  }

  @Override
  public Optional<KeyAdministration> keys() {
    return identity.keys();
  }

  @Override
  public List<String> forwardedHeaders() {
    return identity.forwardedHeaders();
  }

  @Override
  public void close() {
    identity.close();
  }
}
