package dev.belfry.server.simulation;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.ChannelSet;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.Grants;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.admission.Admittance;
import dev.belfry.server.auth.admission.Credentials;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.auth.admission.Standing;
import dev.belfry.server.auth.key.KeyAdministration;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One user whose grants, token and channels' rules change while sessions last. A token is good
/// until the next one is issued; who shows it may have to wait for the answer.
final class ChangingIdentities implements Identities {
  static final List<ChannelName> CHANNELS =
      List.of(new ChannelName("a"), new ChannelName("b"), new ChannelName("c"));

  private static final long LATE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final UserId USER = UserId.parse("ann").orElseThrow();

  private final SimulatedLoops loops;
  private final SplittableRandom random;
  private Permissions permissions;
  private Principal.User current;
  private int generation;

  /// Who the user was; a session may know nothing better for a second.
  private final List<Before> before = new ArrayList<>();

  private record Before(Principal.User user, long untilNanos) {}

  /// Since when the user may not hear a channel, in the order of channels; -1 while it may.
  private final long[] forbiddenSince = {-1, -1, -1};

  ChangingIdentities(SimulatedLoops loops, long seed) {
    this.loops = loops;
    this.random = new SplittableRandom(seed);
    this.permissions = new Permissions(policies(List.of()), true);
    this.current = user(CHANNELS, Principal.Admission.NEVER);
  }

  static ChannelPolicies policies(List<ChannelName> closed) {
    ChannelPolicy.History all = new ChannelPolicy.History(100_000, 1 << 28, Duration.ofDays(1));
    ChannelPolicy open =
        new ChannelPolicy(false, all, Access.TOKEN, Access.TOKEN, true, Presence.FALSE);
    ChannelPolicy backends =
        new ChannelPolicy(false, all, Access.TOKEN, Access.BACKEND, true, Presence.FALSE);
    return new ChannelPolicies(
        closed.stream()
            .map(channel ->
                new ChannelPolicies.Rule(
                    ChannelPattern.parse(channel.text()).orElseThrow(), backends))
            .toList(),
        open);
  }

  private Principal.User user(List<ChannelName> channels, long endsAtMillis) {
    Grants grants = Grants.of(ChannelSet.of(Set.copyOf(channels), List.of()), ChannelSet.NONE);
    Credential token = new Credential.Token(token(), "key", OptionalLong.empty());
    return new Principal.User(
        USER, grants, Optional.empty(), false, new Principal.Admission(token, endsAtMillis));
  }

  /// The token that is good now.
  String token() {
    return "token" + generation;
  }

  /// Changes one thing, or nothing.
  void change() {
    before.add(new Before(current, loops.nanos()));
    switch (random.nextInt(4)) {
      case 0 -> current = user(some(), current.admission().endsAtMillis());
      case 1 -> permissions = new Permissions(policies(some()), true);
      case 2 -> {
        if (random.nextInt(4) == 0) {
          generation++;
          current = user(CHANNELS, Principal.Admission.NEVER);
        }
      }
      default -> {
        if (random.nextInt(4) == 0) {
          current = user(some(), loops.wallMillis() + random.nextInt(2_000));
        }
      }
    }
    note();
  }

  private List<ChannelName> some() {
    return CHANNELS.stream().filter(_ -> random.nextInt(4) > 0).collect(Collectors.toList());
  }

  /// Keeps since when a session may not hear what it may not. To be called whenever time passes.
  void note() {
    for (int i = 0; i < CHANNELS.size(); i++) {
      ChannelName channel = CHANNELS.get(i);
      boolean may =
          may(channel)
              || before.stream()
                  .filter(one -> loops.nanos() - one.untilNanos() <= LATE_NANOS)
                  .anyMatch(one -> permissions.may(one.user(), Action.SUBSCRIBE, channel));
      forbiddenSince[i] = may ? -1 : forbiddenSince[i] < 0 ? loops.nanos() : forbiddenSince[i];
    }
  }

  /// For how long the user has not been allowed to hear a channel; zero while it may.
  long forbiddenNanos(ChannelName channel) {
    long since = forbiddenSince[CHANNELS.indexOf(channel)];
    return since < 0 ? 0 : loops.nanos() - since;
  }

  /// Whether a token is not good any more.
  boolean gone(String token) {
    return !token.equals(token()) || current.admission().endedAt(loops.wallMillis());
  }

  boolean may(ChannelName channel) {
    return permissions.may(current, Action.SUBSCRIBE, channel);
  }

  @Override
  public boolean configured() {
    return true;
  }

  @Override
  public Permissions permissions() {
    return permissions;
  }

  @Override
  public Standing standing(Principal principal) {
    if (!(principal instanceof Principal.User user)) {
      return new Standing.Stands();
    }
    if (!user.admission().credential().equals(current.admission().credential())) {
      return new Standing.Ended(false);
    }
    if (current.admission().endedAt(loops.wallMillis())) {
      return new Standing.Ended(true);
    }
    return user.equals(current) ? new Standing.Stands() : new Standing.Changed(current);
  }

  @Override
  public void authenticate(Credentials credentials, Loop caller, Consumer<Admittance> then) {
    if (random.nextBoolean()) {
      then.accept(answer(credentials));
    } else {
      Duration delay = Duration.ofMillis(random.nextInt(1_500));
      caller.schedule(delay, () -> then.accept(answer(credentials)));
    }
  }

  private Admittance answer(Credentials credentials) {
    boolean good = credentials.bearer().filter(token()::equals).isPresent();
    return good && !current.admission().endedAt(loops.wallMillis())
        ? new Admittance.Admitted(current)
        : new Admittance.Refused(Verdict.UNAUTHORIZED, "not the newest token");
  }

  @Override
  public TicketOutcome issueTicket(
      Principal principal, List<ChannelName> channels, Optional<String> origin) {
    return new TicketOutcome.Unavailable("none are issued here");
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
