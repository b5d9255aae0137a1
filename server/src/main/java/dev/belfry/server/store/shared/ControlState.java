package dev.belfry.server.store.shared;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// What all nodes of a system have to know beside messages: who was told to go, what was used, what
/// they have agreed on. It is kept with an engine, and answered as all its questions are. Nobody is
/// told of a change: nodes read again.
public interface ControlState {
  /// What a read yields.
  ///
  /// @param life names what may be relied on: where it is another one than before, some of what was
  ///   written may be lost, and all has to be read and written again
  /// @param version up to which this reaches
  /// @param notBefore users that were told to go since the version asked for, and when, in
  ///   milliseconds since 1970
  /// @param more whether there is more to read
  record Disconnections(String life, long version, Map<String, Long> notBefore, boolean more) {
    public Disconnections {
      notBefore = Map.copyOf(notBefore);
    }

    /// Before anything was read.
    public static final Disconnections NONE = new Disconnections("", 0, Map.of(), true);
  }

  /// Reads who was told to go since an earlier read; all of them where the life has changed since.
  CompletionStage<Disconnections> disconnections(Disconnections before);

  /// Users were told to go: what they were admitted by before a time is not good any more. A later
  /// time that is there already stays.
  ///
  /// @param lasts for how long this is kept
  CompletionStage<Boolean> disconnect(Map<String, Long> notBefore, Duration lasts);

  /// Uses what may be used once; false where it was used before.
  ///
  /// @param lasts for how long this is kept
  CompletionStage<Boolean> claim(String id, Duration lasts);

  /// How many connections a user has at other nodes.
  ///
  /// @param connections at those that were heard of within the last two seconds
  /// @param theyLeave whether one of these has new ones, and the greater name
  record Elsewhere(int connections, boolean theyLeave) {}

  /// A node says that it is there, and how many connections users have at it, and hears how many
  /// others have.
  ///
  /// @param node that says so
  /// @param counts of those users for whom they have changed
  /// @param asked users, of whom those that have any elsewhere are answered
  CompletionStage<Map<String, Elsewhere>> connections(
      String node, Map<String, Integer> counts, Set<String> asked);

  /// What all have agreed on under a name: what was proposed first.
  CompletionStage<byte[]> agree(String name, byte[] proposed);
}
