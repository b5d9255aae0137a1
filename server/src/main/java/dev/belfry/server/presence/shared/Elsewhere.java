package dev.belfry.server.presence.shared;

import dev.belfry.protocol.PresenceMember;
import java.util.Map;

/// Who is present in a channel on other nodes.
public sealed interface Elsewhere {
  /// Nobody.
  Elsewhere NOBODY = new Members(Map.of());

  /// One user on two nodes: with all connections, and what the node says where the first came.
  static PresenceMember joined(PresenceMember one, PresenceMember other) {
    PresenceMember first = other.joinedAt().isBefore(one.joinedAt()) ? other : one;
    return new PresenceMember(
        first.user(), first.info(), first.joinedAt(), one.connections() + other.connections());
  }

  /// The users, by name.
  record Members(Map<String, PresenceMember> byUser) implements Elsewhere {}

  /// How many users there are who are not on this node too; who they are is not known here.
  record Count(int users) implements Elsewhere {}
}
