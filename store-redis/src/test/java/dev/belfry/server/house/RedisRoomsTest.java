package dev.belfry.server.house;

import java.util.Set;

/// `RedisEngineProvider` is what `ServiceLoader` finds.
class RedisRoomsTest extends StoreRoomsContract {
  RedisRoomsTest() {
    super("store.redis", Set.of("RedisEngineProvider"), "io.lettuce..");
  }
}
