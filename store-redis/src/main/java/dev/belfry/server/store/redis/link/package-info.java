/// The connections to Redis: which master has which partition, whether what it signals is heard,
/// and what is sent again because a server has said that it did not do it.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.redis.link;
