package dev.belfry.server.session;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.presence.LoopPresence;
import dev.belfry.server.presence.PresenceWatch;
import dev.belfry.server.presence.PresenceWatcher;
import dev.belfry.server.runtime.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a session is present, and what it watches. What its client can't take now is dropped: when
/// its socket has drained it is told all anew. Owned by the session's loop.
final class SessionPresence implements PresenceWatcher {
  /// What it costs to watch a channel: the watch, and the copy of who is there that it is told
  /// from.
  private static final int WATCH_BYTES = 800;

  private final Session session;
  private final LoopPresence presences;
  private final Function<byte[], Frame> encoder;
  private final Map<ChannelName, @Nullable PresenceWatch> entered = HashMap.newHashMap(1);
  private String user = "";

  /// The size of what the client has said of itself, which is kept while it is connected.
  private int introduction;

  private @Nullable JsonText info;

  SessionPresence(Session session, LoopPresence presences, Function<byte[], Frame> encoder) {
    this.session = session;
    this.presences = presences;
    this.encoder = encoder;
  }

  /// The client has said who it is.
  void introduce(String ownUser, @Nullable JsonText ownInfo) {
    user = ownUser;
    info = ownInfo;
    introduction = ownUser.length() + (ownInfo == null ? 0 : ownInfo.text().length());
    session.hold(introduction);
  }

  /// The session is in a channel from now on.
  void enter(ChannelName channel, PresenceWish wish) {
    session.hold(costBytes(channel, wish != PresenceWish.NONE));
    presences.join(channel, user, info);
    entered.put(channel, wish == PresenceWish.NONE ? null : presences.watch(channel, wish, this));
  }

  /// It is no more; nothing where it was not.
  void exit(ChannelName channel) {
    if (entered.containsKey(channel)) {
      PresenceWatch watch = entered.remove(channel);
      if (watch != null) {
        watch.end();
      }
      presences.leave(channel, user);
      session.hold(-costBytes(channel, watch != null));
    }
  }

  private long costBytes(ChannelName channel, boolean watches) {
    return presences.costBytes(channel, user, info) + (watches ? WATCH_BYTES : 0);
  }

  /// It has ended.
  void exitAll() {
    List.copyOf(entered.keySet()).forEach(this::exit);
    session.hold(-introduction);
    introduction = 0;
  }

  @Override
  public Function<byte[], Frame> encoder() {
    return encoder;
  }

  @Override
  public boolean offer(Frame frame) {
    return session.offer(frame);
  }

  /// The client may be able to take more.
  void catchUp() {
    if (session.ended()) {
      return;
    }
    for (PresenceWatch watch : entered.values()) {
      if (watch != null) {
        watch.catchUp();
      }
    }
  }
}
