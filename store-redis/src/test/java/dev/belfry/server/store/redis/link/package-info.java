/// Tests of the connections to Redis.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.redis.link;
