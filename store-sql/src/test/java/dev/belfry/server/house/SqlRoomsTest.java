package dev.belfry.server.house;

import java.util.Set;

/// `SqlLogsProvider` is what `ServiceLoader` finds.
class SqlRoomsTest extends StoreRoomsContract {
  SqlRoomsTest() {
    super("store.sql", Set.of("SqlLogsProvider"), RoomRules.DATABASES);
  }
}
