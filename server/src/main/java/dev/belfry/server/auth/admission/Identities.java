package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.key.KeyAdministration;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Who clients are and what they may do, by the configuration that holds now. Used by every thread;
/// never waits.
public interface Identities {
  /// Whether anybody can be told from another: else all are anonymous.
  boolean configured();

  /// What principals may do. Another object as soon as that may have changed.
  Permissions permissions();

  /// Whether a principal that was admitted still is who it was.
  Standing standing(Principal principal);

  /// Settles who a client is. `then` is called once, on `caller`: before this returns where that is
  /// known at once.
  void authenticate(Credentials credentials, Loop caller, Consumer<Admittance> then);

  /// Issues a ticket for channels that a principal may subscribe to.
  ///
  /// @param origin of the page that asks; where there is one, only its pages can use the ticket
  TicketOutcome issueTicket(
      Principal principal, List<ChannelName> channels, Optional<String> origin);

  /// Ends what a user was admitted by so far: their sessions end within a second, and an old token
  /// does not come back.
  ///
  /// @param then is called once, on `caller`, perhaps before this returns, with whether that holds
  ///   at all nodes, after a restart too; at this one it holds anyway
  void disconnect(UserId user, Loop caller, Consumer<Boolean> then);

  /// The file of API keys; empty where none is configured.
  Optional<KeyAdministration> keys();

  /// Headers of a client's request that the application is sent with the question.
  List<String> forwardedHeaders();
}
