package dev.belfry.server.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PublishReply;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Loop;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Checks what may be published and appends it. Has no state; any loop may call it.
public final class Publisher {
  private final Supplier<Permissions> permissions;
  private final ChannelPolicies policies;
  private final Logs logs;
  private final int messageBytesMax;

  /// @param permissions that hold now
  public Publisher(
      Supplier<Permissions> permissions, ChannelPolicies policies, Logs logs, int messageBytesMax) {
    this.permissions = permissions;
    this.policies = policies;
    this.logs = logs;
    this.messageBytesMax = messageBytesMax;
  }

  /// Publishes for a principal, if it may. `then` is called once, on `caller`, perhaps before this
  /// returns.
  public void publish(
      Principal principal,
      ChannelName channel,
      Draft draft,
      Loop caller,
      Consumer<PublishOutcome> then) {
    Optional<PublishOutcome.Refused> refusal = refusal(principal, Action.PUBLISH, channel, draft);
    if (refusal.isPresent()) {
      then.accept(refusal.get());
      return;
    }
    logs.append(
        channel, draft, caller, outcome -> then.accept(counted(answer(channel, outcome), caller)));
  }

  private static PublishOutcome counted(PublishOutcome outcome, Loop caller) {
    if (!(outcome instanceof PublishOutcome.Refused)) {
      caller.counters().add(Counted.PUBLISHES, 1);
    }
    return outcome;
  }

  /// Why a principal may not publish this now or later, where it may not.
  Optional<PublishOutcome.Refused> refusal(
      Principal principal, Action action, ChannelName channel, Draft draft) {
    String why = "no grant to publish to " + channel;
    return switch (permissions.get().verdict(principal, action, channel)) {
      case ALLOWED -> tooLarge(draft);
      case UNAUTHORIZED -> Optional.of(new PublishOutcome.Refused(ErrorCode.UNAUTHORIZED, why));
      case FORBIDDEN -> Optional.of(new PublishOutcome.Refused(ErrorCode.FORBIDDEN, why));
    };
  }

  private Optional<PublishOutcome.Refused> tooLarge(Draft draft) {
    if (draft.data().length <= messageBytesMax) {
      return Optional.empty();
    }
    String limit = "the message is larger than " + messageBytesMax + " bytes";
    return Optional.of(new PublishOutcome.Refused(ErrorCode.TOO_LARGE, limit));
  }

  PublishOutcome answer(ChannelName channel, AppendOutcome outcome) {
    return switch (outcome) {
      case AppendOutcome.Appended kept ->
          new PublishOutcome.Accepted(
              reply(channel, kept.id(), kept.position(), kept.timeMillis()));
      case AppendOutcome.Duplicate kept ->
          new PublishOutcome.Duplicate(
              reply(channel, kept.id(), kept.position(), kept.timeMillis()));
      case AppendOutcome.Conflict() ->
          new PublishOutcome.Refused(
              ErrorCode.CONFLICT, "the idempotency key was used for another message");
      case Unavailable(String reason) -> new PublishOutcome.Refused(ErrorCode.UNAVAILABLE, reason);
    };
  }

  private PublishReply reply(ChannelName channel, Ulid id, Position position, long time) {
    return new PublishReply(
        id.toString(), channel.text(), position, Instant.ofEpochMilli(time), durable(channel));
  }

  /// Whether what is published to a channel, now or later, is kept on disk.
  boolean durable(ChannelName channel) {
    return policies.policyFor(channel).durable();
  }
}
