package dev.belfry.server.simulation;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.Reply;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Who is really there, once nobody comes or goes any more: the users of each channel, with their
/// connections.
final class Attendance {
  private final Map<ChannelName, Map<String, Integer>> users = new HashMap<>();
  private final int membersMax;

  /// @param membersMax up to which a channel tells who they are
  Attendance(int membersMax) {
    this.membersMax = membersMax;
  }

  void add(ChannelName channel, String user) {
    users.computeIfAbsent(channel, _ -> new TreeMap<>()).merge(user, 1, Integer::sum);
  }

  Map<String, Integer> of(ChannelName channel) {
    return users.getOrDefault(channel, Map.of());
  }

  /// Whether a channel must tell who they are: a channel that counted them does so again only when
  /// they are a good deal fewer.
  boolean mustBeNamed(ChannelName channel) {
    return Channels.presence(channel) == ChannelPolicy.Presence.TRUE
        && of(channel).size() <= membersMax - membersMax / 4;
  }

  /// Holds an answer against it.
  void verify(ChannelName channel, Reply.Present present) {
    Map<String, Integer> there = of(channel);
    String what = channel + ": " + present + ", where there are " + there;
    Violation.unless(Breach.WRONG_COUNT, present.count() == there.size(), what);
    var members = present.members();
    Violation.unless(Breach.UNTOLD, members != null || !mustBeNamed(channel), what);
    if (members != null) {
      Map<String, Integer> told =
          members.stream()
              .collect(Collectors.toMap(PresenceMember::user, PresenceMember::connections));
      Violation.unless(Breach.WRONG_COUNT, told.equals(there), what);
    }
  }
}
