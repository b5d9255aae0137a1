package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.server.presence.PresenceUpdate.Change;
import dev.belfry.server.presence.shared.Elsewhere;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The users who are in one channel on this node and on others, each of them once. A node that is
/// alone has nobody elsewhere, and pays nothing for it. Owned by the channel's owner.
final class Union {
  private final Map<String, Present> here;
  private Map<String, PresenceMember> elsewhere = Map.of();

  /// How many are elsewhere alone, where it is not known who they are; else -1.
  private int countElsewhere = -1;

  /// How many are on both sides.
  private int both;

  /// @param here the users of this node, in the order in which they joined; changed by this alone
  Union(Map<String, Present> here) {
    this.here = here;
  }

  int size() {
    return here.size() + (counted() ? countElsewhere : elsewhere.size() - both);
  }

  /// Whether it is not known who all are.
  boolean counted() {
    return countElsewhere >= 0;
  }

  /// Somebody is here now.
  Change add(Present present) {
    here.put(present.user, present);
    if (elsewhere.containsKey(present.user)) {
      both++;
      return new Change.Updated(member(present));
    }
    return new Change.Joined(present.toMember());
  }

  /// Somebody is here no more.
  Change remove(Present present) {
    here.remove(present.user);
    PresenceMember other = elsewhere.get(present.user);
    if (other != null) {
      both--;
      return new Change.Updated(other);
    }
    return new Change.Left(present.toMember());
  }

  /// One who is here, with what is elsewhere of the same user.
  PresenceMember member(Present present) {
    return joined(present.toMember(), elsewhere.get(present.user));
  }

  private static PresenceMember joined(PresenceMember own, @Nullable PresenceMember other) {
    return other == null ? own : Elsewhere.joined(own, other);
  }

  /// All of them, in the order in which they joined.
  List<PresenceMember> members() {
    Stream<PresenceMember> own = here.values().stream().map(this::member);
    if (elsewhere.isEmpty()) {
      return own.toList();
    }
    Stream<PresenceMember> others =
        elsewhere.values().stream().filter(member -> !here.containsKey(member.user()));
    return Stream.concat(own, others)
        .sorted(Comparator.comparing(PresenceMember::joinedAt))
        .toList();
  }

  /// Others are elsewhere now. Returns what that changes, as far as they are known by name.
  List<Change> elsewhere(Elsewhere others) {
    Map<String, PresenceMember> before = elsewhere;
    elsewhere = others instanceof Elsewhere.Members(var byUser) ? byUser : Map.of();
    countElsewhere = others instanceof Elsewhere.Count(int users) ? users : -1;
    both = 0;
    if (before.isEmpty() && elsewhere.isEmpty()) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    for (PresenceMember member : elsewhere.values()) {
      PresenceMember known = before.get(member.user());
      Present present = here.get(member.user());
      both += present == null ? 0 : 1;
      if (!member.equals(known)) {
        PresenceMember now = present == null ? member : member(present);
        boolean news = known == null && present == null;
        changes.add(news ? new Change.Joined(now) : new Change.Updated(now));
      }
    }
    for (PresenceMember member : before.values()) {
      if (!elsewhere.containsKey(member.user())) {
        Present present = here.get(member.user());
        changes.add(
            present == null
                ? new Change.Left(gone(member))
                : new Change.Updated(present.toMember()));
      }
    }
    return changes;
  }

  private static PresenceMember gone(PresenceMember member) {
    return new PresenceMember(member.user(), member.info(), member.joinedAt(), 0);
  }
}
