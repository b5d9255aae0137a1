package dev.belfry.client;

import java.util.Optional;
import java.util.UUID;

/// What to publish: one body to one channel.
///
/// @param channel a channel's name, such as `orders:42`; `notifications` is the one at the root
/// @param json whether the body is JSON; otherwise it is literal text
/// @param key an idempotency key: with it the server takes the same publication once however often
///   it is sent, so the client may send it again when an answer is lost
public record Publication(String channel, String body, boolean json, Optional<String> key) {

  /// A message of literal text, without a key.
  public static Publication text(String channel, String text) {
    return new Publication(channel, text, false, Optional.empty());
  }

  /// A message of JSON, which the server checks, without a key.
  public static Publication json(String channel, String json) {
    return new Publication(channel, json, true, Optional.empty());
  }

  /// The same with this idempotency key.
  public Publication withKey(String idempotencyKey) {
    return new Publication(channel, body, json, Optional.of(idempotencyKey));
  }

  /// The same with a key that nobody else has.
  public Publication withRandomKey() {
    return withKey(UUID.randomUUID().toString());
  }

  String contentType() {
    return json ? "application/json" : "text/plain; charset=utf-8";
  }
}
