package dev.belfry.server.edge.http.request;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.admission.Admittance;
import dev.belfry.server.auth.admission.Credentials;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.NotAdmitted;
import java.util.List;
import java.util.Locale;

/// Who sends a request, and what they may do.
///
/// @param credentials what the request brought
/// @param permissions that held when it came
public record Caller(Admittance admittance, Credentials credentials, Permissions permissions) {
  /// Passes on who it is, if that is known.
  public Checked<ClientIdentity> known() {
    return admittance instanceof Admittance.Admitted(Principal principal)
        ? Checked.good(new ClientIdentity(principal, credentials))
        : Checked.bad(problem(NotAdmitted.of(admittance).orElseThrow()));
  }

  private Problem problem(NotAdmitted reason) {
    return admittance instanceof Admittance.Limited(long waitNanos)
        ? Problem.rateLimited(reason.why(), waitNanos)
        : Problem.of(reason.code(), reason.why());
  }

  /// Passes on who it is, if they may do something with a channel.
  public Checked<ClientIdentity> check(Action action, ChannelName channel) {
    return known()
        .then(client -> {
          Verdict verdict = permissions.verdict(client.principal(), action, channel);
          return verdict.allowed()
              ? Checked.good(client)
              : Checked.bad(problem(verdict, noGrant(action, channel)));
        });
  }

  /// Passes on who it is, if they may do something with all channels.
  public Checked<ClientIdentity> check(Action action, List<ChannelName> channels) {
    Checked<ClientIdentity> checked = known();
    for (ChannelName channel : channels) {
      checked = checked.then(_ -> check(action, channel));
    }
    return checked;
  }

  /// Passes on those channels that they may do something with; where there is none, the problem
  /// with the first.
  public Checked<List<ChannelName>> allowed(Action action, List<ChannelName> channels) {
    return known()
        .then(client -> {
          List<ChannelName> allowed =
              channels.stream()
                  .filter(channel -> permissions.may(client.principal(), action, channel))
                  .toList();
          return allowed.isEmpty()
              ? check(action, channels).map(_ -> allowed)
              : Checked.good(allowed);
        });
  }

  /// Passes on who it is, if they may do something with the server as a whole.
  public Checked<ClientIdentity> check(Action action) {
    return known()
        .then(client -> {
          Verdict verdict = permissions.verdict(client.principal(), action);
          return verdict.allowed()
              ? Checked.good(client)
              : Checked.bad(problem(verdict, "no scope to " + word(action)));
        });
  }

  private static String noGrant(Action action, ChannelName channel) {
    return "no grant to " + word(action) + " " + channel;
  }

  private static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static Problem problem(Verdict verdict, String why) {
    return verdict == Verdict.UNAUTHORIZED ? Problem.unauthorized(why) : Problem.forbidden(why);
  }
}
