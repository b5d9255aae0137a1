package dev.belfry.server.house;

import java.util.Set;
import java.util.stream.Stream;

/// `PostgresEngineProvider` is what `ServiceLoader` finds.
class PostgresRoomsTest extends StoreRoomsContract {
  PostgresRoomsTest() {
    super(
        "store.postgresql",
        Set.of("PostgresEngineProvider"),
        Stream.concat(Stream.of(RoomRules.DATABASES), Stream.of("org.postgresql..", "com.zaxxer.."))
            .toArray(String[]::new));
  }
}
