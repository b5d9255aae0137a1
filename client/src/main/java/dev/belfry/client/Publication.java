package dev.belfry.client;

import java.util.Optional;
import java.util.UUID;

/// What to publish: one body to one channel.
///
/// @param channel a channel's name, such as `orders:42`; `notifications` is the one at the root
/// @param json whether the body is JSON; otherwise it is literal text
/// @param key an idempotency key: with it the server takes the same publication once however often
///   it is sent, so the client may send it again when an answer is lost
/// @param replaceKey a later message with the same one takes its place in the history
/// @param expires after which time or at which it goes, such as `10m` or a time of RFC 3339
public record Publication(
    String channel,
    String body,
    boolean json,
    Optional<String> key,
    Optional<String> replaceKey,
    Optional<String> expires) {

  /// A message of literal text, without a key.
  public static Publication text(String channel, String text) {
    return plain(channel, text, false);
  }

  /// A message of JSON, which the server checks, without a key.
  public static Publication json(String channel, String json) {
    return plain(channel, json, true);
  }

  private static Publication plain(String channel, String body, boolean json) {
    return new Publication(
        channel, body, json, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The same with this idempotency key.
  public Publication withKey(String idempotencyKey) {
    return new Publication(channel, body, json, Optional.of(idempotencyKey), replaceKey, expires);
  }

  /// The same, to take the place of the message before it that has the same replace key.
  public Publication withReplaceKey(String sameKey) {
    return new Publication(channel, body, json, key, Optional.of(sameKey), expires);
  }

  /// The same, to go after a while such as `10m`, or at a time of RFC 3339.
  public Publication withExpires(String whenOrAfter) {
    return new Publication(channel, body, json, key, replaceKey, Optional.of(whenOrAfter));
  }

  /// The same with a key that nobody else has.
  public Publication withRandomKey() {
    return withKey(UUID.randomUUID().toString());
  }

  String contentType() {
    return json ? "application/json" : "text/plain; charset=utf-8";
  }
}
