package dev.belfry.server.cluster;

import dev.belfry.server.channel.ChannelName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Who is present in channels, as nodes tell it one another by an engine that all of them share.
/// Each node writes what it has itself, in an edition of its own, and reads those of the others.
/// Any thread asks, and no call waits. Each question is answered within the engine's timeout, if
/// only by a failure; what was asked may have been done all the same.
public interface PresenceTable {
  /// Bytes of one channel's rows that are read; beyond, users are counted.
  int BYTES_MAX = 2 << 20;

  /// Rows of one channel up to which each user is counted once; beyond, once for each node.
  int EXACT_MAX = 10_000;

  /// A user in a channel.
  ///
  /// @param row what is told of the user; null where the user is not there any more
  record Entry(ChannelName channel, String user, @Nullable String row) {}

  /// A channel that is asked for.
  ///
  /// @param rowsMax beyond it, users are counted
  record Question(ChannelName channel, int rowsMax) {}

  /// What is known of a channel.
  sealed interface Found {
    /// The rows by edition and user; editions without one are left out.
    record Rows(Map<String, Map<String, String>> byEdition) implements Found {}

    /// How many users are there who are not in the edition of the asking node.
    record Count(int users) implements Found {}
  }

  /// What was read.
  ///
  /// @param life during which it was, or a later one: as in `RollCall`
  record Answer(String life, Map<ChannelName, Found> channels) {}

  /// The id of an edition.
  static String edition(String node, long number) {
    return node + "." + number;
  }

  /// Writes entries in the place of what was written before of the same users. A batch that was
  /// written already, or comes after one with a higher number, changes nothing.
  ///
  /// @param batch counts up in an edition
  CompletionStage<?> write(String edition, long batch, List<Entry> entries);

  /// Reads channels in some editions.
  ///
  /// @param own edition of the asking node
  CompletionStage<Answer> read(
      Collection<Question> questions, String own, Collection<String> editions);

  /// An edition is not read any more. It may be removed at any time.
  void end(String edition);

  /// How long an entry lasts that is not touched; empty for as long as the node's row.
  Optional<Duration> lasting();

  /// Lets the entries of channels last. Returns the channels that may have lost some.
  CompletionStage<List<ChannelName>> touch(String edition, Collection<ChannelName> channels);
}
