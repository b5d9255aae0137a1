package dev.belfry.server.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Command;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A publish command as a draft for its channel, or why it is none.
public sealed interface PublishCommand {
  /// It can be published.
  ///
  /// @param atMillis when it is to appear; `Scheduler.AT_ONCE` where the command does not say
  record Good(ChannelName channel, Draft draft, long atMillis) implements PublishCommand {}

  /// It can't.
  record Refused(String message) implements PublishCommand {}

  /// Reads a command.
  ///
  /// @param publisherSession the id of the session that publishes; null for none
  static PublishCommand read(
      Command.Publish publish, long nowMillis, @Nullable Ulid publisherSession) {
    Optional<ChannelName> channel = ChannelName.parse(publish.channel());
    if (channel.isEmpty()) {
      return new Refused(ChannelName.FORM);
    }
    if (!isKey(publish.key()) || !isKey(publish.replaceKey())) {
      return new Refused("a key " + PublishTerms.KEY_FORM);
    }
    Optional<Long> atMillis = atMillis(publish.at(), nowMillis);
    if (atMillis.isEmpty()) {
      return new Refused("at " + ScheduleTime.FORM);
    }
    long appearsMillis = Math.max(nowMillis, atMillis.get());
    Optional<Long> expiresAtMillis = expiresAtMillis(publish.expires(), appearsMillis);
    if (expiresAtMillis.isEmpty()) {
      return new Refused("expires " + PublishTerms.TIME_FORM);
    }
    Draft draft =
        new Draft(
            publish.data().text().getBytes(StandardCharsets.UTF_8),
            Message.Kind.JSON,
            publish.key(),
            publish.replaceKey(),
            expiresAtMillis.get(),
            publisherSession);
    return new Good(channel.get(), draft, atMillis.get());
  }

  private static boolean isKey(@Nullable String key) {
    return key == null || PublishTerms.isKey(key);
  }

  private static Optional<Long> atMillis(@Nullable String at, long nowMillis) {
    return at == null ? Optional.of(Scheduler.AT_ONCE) : ScheduleTime.parse(at, nowMillis);
  }

  /// A duration counts from when the message appears.
  private static Optional<Long> expiresAtMillis(@Nullable String expires, long appearsMillis) {
    return expires == null
        ? Optional.of(Long.MAX_VALUE)
        : PublishTerms.timeToCome(expires, appearsMillis);
  }
}
