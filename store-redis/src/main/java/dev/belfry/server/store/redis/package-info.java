/// The engine of shared logs in Redis 6.2 and newer, or Valkey. What has to be one step is one
/// script; each begins by finding out whether the server is still the one that had the channel.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.redis;
