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

  /// The other store is there in tests: what is moved here comes from it.
  @Test
  void onlyStoresAndInboxesNameJdbc() {
    rules().onlyStoresNameJdbc("store.postgresql", "store.sql").check(house());
  }
}
