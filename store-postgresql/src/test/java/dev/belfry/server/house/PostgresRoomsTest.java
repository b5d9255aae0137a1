package dev.belfry.server.house;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// `PostgresEngineProvider` is what `ServiceLoader` finds.
class PostgresRoomsTest extends StoreRoomsContract {
  PostgresRoomsTest() {
    super(
        "store.postgresql",
        Set.of("PostgresEngineProvider"),
        "org.postgresql..",
        "com.zaxxer..",
        "org.flywaydb..");
  }

  @Test
  void onlyThisStoreAndInboxesNameJdbc() {
    rules().onlyStoreNamesJdbc("store.postgresql").check(house());
  }
}
