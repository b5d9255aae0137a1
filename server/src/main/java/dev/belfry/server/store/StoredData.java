package dev.belfry.server.store;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import java.io.IOException;
import java.util.List;

/// All that a store keeps on disk, read while no server uses it, in pieces that are small enough
/// for memory. A piece is empty where there is no more. One thread uses it.
public interface StoredData extends AutoCloseable {
  /// A channel.
  ///
  /// @param id by which the others name it; more than that of the one before
  /// @param head the last offset given
  /// @param trimmedThrough the last offset trimmed
  /// @param count messages kept
  /// @param bytes what they cost by the history's measure
  record Channel(
      long id, ChannelName name, long head, long trimmedThrough, long count, long bytes) {}

  /// A message that was appended.
  ///
  /// @param number more than that of the one before
  record Appended(long number, long channel, Message message) {}

  /// The answer that was given under an idempotency key.
  record Key(
      long channel, String text, byte[] digest, long offset, Ulid messageId, long timeMillis) {}

  /// A message that is to appear later.
  ///
  /// @param number more than that of the one before; of two for the same time, the lower comes
  ///   first
  record Later(
      long number, long channel, Ulid messageId, long atMillis, Draft draft, String author) {}

  /// How much there is of each.
  record Totals(long channels, long messages, long keys, long scheduled) {}

  /// The epoch of all offsets.
  String epoch();

  Totals totals() throws IOException;

  /// Changes with whatever a server does to the data.
  String fingerprint() throws IOException;

  List<Channel> channelsAfter(long id) throws IOException;

  List<Appended> messagesAfter(long number) throws IOException;

  /// The keys in the order of channels, and of texts in each.
  List<Key> keysAfter(long channel, String text) throws IOException;

  List<Later> scheduledAfter(long number) throws IOException;

  @Override
  void close() throws IOException;
}
