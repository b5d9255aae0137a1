package dev.belfry.server.presence;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceMember;
import dev.belfry.server.channel.ChannelName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One user in one channel. Owned by the channel's owner.
final class Present {
  /// What it costs that a user is in a channel, beside the texts: the member, its copies where it
  /// is watched, the session's own place and its watch.
  private static final int MEMBER_BYTES = 800;

  /// How often the texts of a member are in memory: with the owner, and in lines that are told.
  private static final int COPIES = 4;

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

  /// What it costs that a user is in a channel, and may watch it.
  static long costBytes(ChannelName channel, String user, @Nullable JsonText info) {
    int texts = channel.text().length() + user.length() + (info == null ? 0 : info.text().length());
    return MEMBER_BYTES + (long) COPIES * texts;
  }

  long costBytes() {
    return costBytes(members.channel(), user, info);
  }

  PresenceMember toMember() {
    return new PresenceMember(user, info, joinedAt, connections);
  }
}
