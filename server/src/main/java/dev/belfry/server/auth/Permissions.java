package dev.belfry.server.auth;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;

/// The one question, whether a principal may do something with a channel, and its answer. Asked
/// whenever something is done, and again when a principal's grants or the policies change.
/// Immutable: a new configuration is a new object.
public final class Permissions {
  private final ChannelPolicies policies;
  private final boolean identity;

  /// @param identity whether tokens, keys or a callback are configured; without them the server
  ///   serves its own machine, and everyone on it may do everything that no policy reserves
  public Permissions(ChannelPolicies policies, boolean identity) {
    this.policies = policies;
    this.identity = identity;
  }

  /// Whether the principal may do this with the channel.
  public boolean may(Principal principal, Action action, ChannelName channel) {
    return verdict(principal, action, channel).allowed();
  }

  /// The same, with the reason for a no.
  public Verdict verdict(Principal principal, Action action, ChannelName channel) {
    boolean allowed =
        isProgram(principal)
            || (channel.ofProgram()
                ? mayOpen(principal, action)
                : allowed(principal, action, channel));
    return allowed ? Verdict.ALLOWED : refusal(principal);
  }

  private static boolean isProgram(Principal principal) {
    return principal instanceof Principal.Backend backend
        && backend.admission().credential() instanceof Credential.Program;
  }

  /// Whether the principal may do this with the server as a whole.
  public Verdict verdict(Principal principal, Action action) {
    boolean allowed =
        switch (principal) {
          case Principal.Anonymous(), Principal.User _ -> !identity;
          case Principal.Backend backend -> backend.scopes().allowEverywhere(action);
        };
    return allowed ? Verdict.ALLOWED : refusal(principal);
  }

  /// Whether the principal may take back a message that is scheduled for the channel. A message's
  /// id alone grants nothing: users take back their own, backends what they could have published.
  ///
  /// @param author whose message it is, by [Principal#author()]
  public Verdict cancel(Principal principal, ChannelName channel, String author) {
    boolean backend = principal instanceof Principal.Backend;
    return backend || principal.author().equals(author)
        ? verdict(principal, Action.CANCEL, channel)
        : refusal(principal);
  }

  /// Whether the principal may look into a user's inbox, or change what is in it. Users may with
  /// their own; backends by their scopes for the user's own channel.
  ///
  /// @param changes whether more than reading is meant
  public Verdict inbox(Principal principal, UserId user, boolean changes) {
    boolean allowed =
        switch (principal) {
          case Principal.Anonymous() -> !identity;
          case Principal.User own -> own.id().equals(user);
          case Principal.Backend backend ->
              backend.scopes().allow(changes ? Action.NOTIFY : Action.HISTORY, user.channel());
        };
    return allowed ? Verdict.ALLOWED : refusal(principal);
  }

  /// Whether the principal may look at a notification that somebody has sent, or take it back. A
  /// notification's id alone grants nothing.
  ///
  /// @param author whose it is, by [Principal#author()]
  public Verdict sent(Principal principal, String author, boolean changes) {
    boolean own = principal instanceof Principal.Backend && principal.author().equals(author);
    Verdict all = verdict(principal, Action.NOTIFY);
    return own || all.allowed() || (!changes && verdict(principal, Action.HISTORY).allowed())
        ? Verdict.ALLOWED
        : all;
  }

  private boolean allowed(Principal principal, Action action, ChannelName channel) {
    ChannelPolicy policy = policies.policyFor(channel);
    return switch (action) {
      case SUBSCRIBE, HISTORY, PRESENCE ->
          allowedBy(reading(policy, channel), principal, action, channel);
      case PUBLISH, SCHEDULE, CANCEL ->
          !channel.reserved() && allowedBy(policy.publish(), principal, action, channel);
      case NOTIFY, ADMIN ->
          switch (principal) {
            case Principal.Anonymous(), Principal.User _ -> !identity;
            case Principal.Backend backend -> backend.scopes().allow(action, channel);
          };
    };
  }

  /// A name that begins with `@` belongs to a user or to the server, so it is never open to anyone;
  /// but without identity there are no backends other than anyone, so what they are told is.
  private Access reading(ChannelPolicy policy, ChannelName channel) {
    boolean open = policy.subscribe() == Access.ANYONE;
    boolean forBackends = !identity && channel.equals(ChannelName.ACTIONS);
    return open && channel.reserved() && !forBackends ? Access.TOKEN : policy.subscribe();
  }

  private static boolean allowedBy(
      Access access, Principal principal, Action action, ChannelName channel) {
    return switch (access) {
      case ANYONE -> true;
      case TOKEN ->
          switch (principal) {
            case Principal.Anonymous() -> false;
            case Principal.User user -> isGranted(user, action, channel);
            case Principal.Backend backend -> backend.scopes().allow(action, channel);
          };
      case BACKEND ->
          principal instanceof Principal.Backend backend && backend.scopes().allow(action, channel);
    };
  }

  /// A name that begins with `@` is granted to the user it belongs to, whatever a token says.
  private static boolean isGranted(Principal.User user, Action action, ChannelName channel) {
    return user.grants().allow(action, channel)
        && (!channel.reserved() || channel.equals(user.id().channel()));
  }

  /// A path that the embedding program serves is opened by everyone who is known; what is done
  /// there the program does.
  private boolean mayOpen(Principal principal, Action action) {
    return action == Action.SUBSCRIBE && !(identity && principal instanceof Principal.Anonymous);
  }

  private Verdict refusal(Principal principal) {
    return identity && principal instanceof Principal.Anonymous
        ? Verdict.UNAUTHORIZED
        : Verdict.FORBIDDEN;
  }
}
