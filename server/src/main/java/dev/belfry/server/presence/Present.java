package dev.belfry.server.presence;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceMember;
import dev.belfry.server.channel.ChannelName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One user in one channel. Owned by the channel's owner.
final class Present {
  /// What it costs that a user is in a channel, beside the texts: the member with its owner, and
  /// the session's own place.
  private static final int MEMBER_BYTES = 200;

  /// What the copy of one loop costs, with what is told from it.
  private static final int COPY_BYTES = 100;

  final ChannelMembers members;
  final String user;
  private final @Nullable JsonText info;
  private final Instant joinedAt;
  int connections = 1;

  /// When the grace ends, while there are no connections.
  long leavesAtNanos;

  /// With what it counts among those in their grace.
  long lingeringBytes;

  Present(ChannelMembers members, String user, @Nullable JsonText info, Instant joinedAt) {
    this.members = members;
    this.user = user;
    this.info = info;
    this.joinedAt = joinedAt;
  }

  /// What it costs that a user is in a channel.
  ///
  /// @param copies on loops that watch the channel
  static long costBytes(ChannelName channel, String user, @Nullable JsonText info, int copies) {
    int texts = channel.text().length() + user.length() + (info == null ? 0 : info.text().length());
    return MEMBER_BYTES + (long) COPY_BYTES * copies + 2L * texts;
  }

  /// The same for this one, as the channel is watched now.
  long costBytes() {
    return costBytes(members.channel(), user, info, members.copies());
  }

  PresenceMember toMember() {
    return new PresenceMember(user, info, joinedAt, connections);
  }
}
