package dev.belfry.server.session;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Command;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.publish.PublishTerms;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A publish command as a draft for its channel, or why it is none.
sealed interface PublishCommand {
  /// It can be published.
  record Good(ChannelName channel, Draft draft) implements PublishCommand {}

  /// It can't.
  record Refused(String message) implements PublishCommand {}

  /// Reads a command.
  ///
  /// @param origin the name of the session that publishes
  static PublishCommand read(Command.Publish publish, long nowMillis, Ulid origin) {
    Optional<ChannelName> channel = ChannelName.parse(publish.channel());
    if (channel.isEmpty()) {
      return new Refused(ChannelName.FORM);
    }
    if (!isKey(publish.key()) || !isKey(publish.replaceKey())) {
      return new Refused("a key " + PublishTerms.KEY_FORM);
    }
    if (publish.at() != null) {
      return new Refused("at is not taken over this connection");
    }
    String expires = publish.expires();
    Optional<Long> expiresAtMillis =
        expires == null ? Optional.of(Long.MAX_VALUE) : PublishTerms.timeToCome(expires, nowMillis);
    if (expiresAtMillis.isEmpty()) {
      return new Refused("expires " + PublishTerms.TIME_FORM);
    }
    byte[] data = publish.data().text().getBytes(StandardCharsets.UTF_8);
    return new Good(
        channel.get(),
        new Draft(
            data,
            Message.Kind.JSON,
            publish.key(),
            publish.replaceKey(),
            expiresAtMillis.get(),
            origin));
  }

  private static boolean isKey(@Nullable String key) {
    return key == null || PublishTerms.isKey(key);
  }
}
