package dev.belfry.server.house;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// `SqlLogsProvider` is what `ServiceLoader` finds.
class SqlRoomsTest extends StoreRoomsContract {
  SqlRoomsTest() {
    super("store.sql", Set.of("SqlLogsProvider"), "org.sqlite..");
  }

  @Test
  void onlyThisStoreAndInboxesNameJdbc() {
    rules().onlyStoresNameJdbc("store.sql").check(house());
  }
}
