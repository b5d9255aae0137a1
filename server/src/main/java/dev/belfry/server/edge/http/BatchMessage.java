package dev.belfry.server.edge.http;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.PublishBatch;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.publish.PublishTerms;
import dev.belfry.server.publish.ScheduleTime;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One message of a batch.
///
/// @param atMillis when it is to appear
record BatchMessage(ChannelName channel, Draft draft, long atMillis) {
  /// What a message may have beside its data: its names, keys and times, and space between them.
  private static final int FRINGE_LENGTH_MAX = 4096;

  /// @param dataBytesMax longer data is not even looked into
  static Checked<BatchMessage> read(String json, long nowMillis, int dataBytesMax) {
    if (json.length() - FRINGE_LENGTH_MAX > dataBytesMax) {
      return Checked.bad(Problem.tooLarge(dataBytesMax));
    }
    return switch (PublishBatch.message(json)) {
      case Decoded.Frame<Command.Publish>(Command.Publish publish) -> read(publish, nowMillis);
      case Decoded.Refused<Command.Publish>(_, String message) -> Checked.malformed(message);
      case Decoded.Broken<Command.Publish>(String message) -> Checked.malformed(message);
    };
  }

  private static Checked<BatchMessage> read(Command.Publish publish, long nowMillis) {
    Optional<ChannelName> channel = ChannelName.parse(publish.channel());
    if (channel.isEmpty()) {
      return Checked.malformed(ChannelName.FORM);
    }
    if (!isKey(publish.key()) || !isKey(publish.replaceKey())) {
      return Checked.malformed("a key " + PublishTerms.KEY_FORM);
    }
    Optional<Long> at =
        publish.at() == null ? Optional.of(nowMillis) : ScheduleTime.parse(publish.at(), nowMillis);
    if (at.isEmpty()) {
      return Checked.malformed("at " + ScheduleTime.FORM);
    }
    Optional<Long> expires =
        publish.expires() == null
            ? Optional.of(Long.MAX_VALUE)
            : PublishTerms.timeToCome(publish.expires(), at.get());
    if (expires.isEmpty()) {
      return Checked.malformed("expires " + PublishTerms.TIME_FORM);
    }
    byte[] data = publish.data().text().getBytes(StandardCharsets.UTF_8);
    return MessageBody.read(data, Message.Kind.JSON)
        .map(checked -> draft(checked, publish, expires.get()))
        .map(draft -> new BatchMessage(channel.get(), draft, at.get()));
  }

  private static boolean isKey(@Nullable String key) {
    return key == null || PublishTerms.isKey(key);
  }

  private static Draft draft(byte[] data, Command.Publish publish, long expiresAtMillis) {
    return new Draft(
        data, Message.Kind.JSON, publish.key(), publish.replaceKey(), expiresAtMillis, null);
  }
}
