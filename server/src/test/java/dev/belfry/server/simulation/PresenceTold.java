package dev.belfry.server.simulation;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Push.PresenceChange;
import dev.belfry.server.channel.ChannelName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one connection of a framed client was told of who is present.
final class PresenceTold {
  private final Map<ChannelName, Watched> channels = new HashMap<>();

  /// One channel that the client watches.
  private static final class Watched {
    private final PresenceWish wish;

    /// Who is there; null where the client was told nothing yet, or only how many.
    private @Nullable Set<String> users;

    private int count = -1;

    private Watched(PresenceWish wish) {
      this.wish = wish;
    }

    @Override
    public String toString() {
      return wish + ", told " + (users == null ? count : users);
    }
  }

  /// A subscribe was answered.
  void subscribed(ChannelName channel, PresenceWish wish) {
    if (wish != PresenceWish.NONE) {
      channels.put(channel, new Watched(wish));
    }
  }

  void unsubscribed(ChannelName channel) {
    channels.remove(channel);
  }

  void hear(ChannelName channel, PresenceChange change) {
    Watched watched = channels.get(channel);
    Violation.unless(Breach.WRONG_WORDS, watched != null, () -> channel + ": not watched");
    switch (change) {
      case PresenceChange.Members(List<PresenceMember> members) -> {
        Violation.unless(
            Breach.WRONG_WORDS, watched.wish == PresenceWish.MEMBERS, channel + ": " + change);
        Set<String> users = new HashSet<>();
        members.forEach(member -> come(channel, users, member));
        watched.users = users;
      }
      case PresenceChange.Joined(PresenceMember member) ->
          come(channel, known(channel, watched), member);
      case PresenceChange.Left(PresenceMember member) ->
          Violation.unless(
              Breach.PRESENT_TWICE,
              known(channel, watched).remove(member.user()),
              () -> channel + ": " + member + " left again");
      case PresenceChange.Count(int count) -> {
        watched.users = null;
        watched.count = count;
      }
    }
  }

  private static void come(ChannelName channel, Set<String> users, PresenceMember member) {
    Violation.unless(
        Breach.PRESENT_TWICE,
        users.add(member.user()),
        () -> channel + ": " + member + " came again");
  }

  private static Set<String> known(ChannelName channel, Watched watched) {
    Set<String> users = watched.users;
    Violation.unless(Breach.UNTOLD, users != null, () -> channel + ": a change comes first");
    return users;
  }

  /// All is told, and nobody comes or goes any more.
  void verify(Attendance attendance) {
    channels.forEach((channel, watched) -> {
      Set<String> there = attendance.of(channel).keySet();
      String what = channel + ": " + watched + ", where there are " + there;
      Set<String> users = watched.users;
      if (users != null) {
        Violation.unless(Breach.GHOST, there.containsAll(users), what);
        Violation.unless(Breach.ABSENT, users.containsAll(there), what);
      } else {
        boolean named = watched.wish == PresenceWish.MEMBERS && attendance.mustBeNamed(channel);
        Violation.unless(Breach.UNTOLD, watched.count >= 0 && !named, what);
        Violation.unless(Breach.WRONG_COUNT, watched.count == there.size(), what);
      }
    });
  }
}
