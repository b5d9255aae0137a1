package dev.belfry.server.presence;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceMember;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One user in one channel. Owned by the channel's owner.
final class Present {
  final ChannelMembers members;
  final String user;
  private final @Nullable JsonText info;
  private final Instant joinedAt;
  int connections = 1;

  /// When the grace ends, while there are no connections.
  long leavesAtNanos;

  Present(ChannelMembers members, String user, @Nullable JsonText info, Instant joinedAt) {
    this.members = members;
    this.user = user;
    this.info = info;
    this.joinedAt = joinedAt;
  }

  PresenceMember toMember() {
    return new PresenceMember(user, info, joinedAt, connections);
  }
}
