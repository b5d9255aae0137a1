package dev.belfry.server.inbox;

import dev.belfry.server.channel.ChannelName;
import java.util.Map;

/// What an inbox was at one moment: as long as it is equal, nothing in the inbox has changed, but
/// for what has expired. It goes on with each event, so no store is asked for it.
///
/// @param epoch one life of the store, in lower case letters and digits
/// @param revision counts the changes of the user's own state
/// @param feeds the sum of the hashes of the shared feeds in the inbox
public record InboxVersion(String epoch, long revision, long feeds) {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int RADIX = 36;

  /// That of an inbox with these shared feeds; that of everyone is one of them.
  public static InboxVersion of(String epoch, long revision, Map<ChannelName, FeedState> feeds) {
    long sum = 0;
    for (Map.Entry<ChannelName, FeedState> feed : feeds.entrySet()) {
      sum += hash(feed.getKey(), feed.getValue());
    }
    return new InboxVersion(epoch, revision, sum);
  }

  /// The part that one feed has in `feeds`.
  public static long hash(ChannelName feed, FeedState state) {
    long hash = FNV_BASIS;
    for (int i = 0; i < feed.text().length(); i++) {
      hash = (hash ^ feed.text().charAt(i)) * FNV_PRIME;
    }
    return mixed(mixed(hash ^ state.head()) ^ state.changes());
  }

  /// The finalizer of SplitMix64: each bit of the result depends on each of the value.
  private static long mixed(long value) {
    long half = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    half = (half ^ (half >>> 27)) * 0x94d049bb133111ebL;
    return half ^ (half >>> 31);
  }

  /// The version once a shared feed has gone on.
  public InboxVersion moved(ChannelName feed, FeedState before, FeedState after) {
    return new InboxVersion(epoch, revision, feeds - hash(feed, before) + hash(feed, after));
  }

  /// The version once a shared feed has left the inbox.
  public InboxVersion without(ChannelName feed, FeedState state) {
    return new InboxVersion(epoch, revision, feeds - hash(feed, state));
  }

  /// The version once the user's own state has changed.
  public InboxVersion revised(long to) {
    return new InboxVersion(epoch, to, feeds);
  }

  /// As clients see it, `k3f9-12-8f3a0c1d2e3f4051`.
  @Override
  public String toString() {
    return epoch + '-' + Long.toString(revision, RADIX) + '-' + Long.toHexString(feeds);
  }
}
