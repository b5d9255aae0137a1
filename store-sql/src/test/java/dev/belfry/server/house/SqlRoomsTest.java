package dev.belfry.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.belfry.server.store.DurableLogsProvider;
import org.junit.jupiter.api.Test;

/// The rooms of the server with the one that this module adds.
class SqlRoomsTest {
  private static final String SERVER = "dev.belfry.server";
  private static final String SQL = SERVER + ".store.sql";
  private static final RoomRules RULES = new RoomRules(SERVER);
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(SERVER);

  @Test
  void theRoomIsSeenAndNoTestIs() {
    assertThat(HOUSE.contain(SERVER + ".Belfry")).isTrue();
    assertThat(HOUSE.contain(SQL + ".SqlLogs")).isTrue();
    assertThat(HOUSE.contain(SERVER + ".house.RoomRules")).isFalse();
  }

  @Test
  void roomsNameOnlyWhatStandsBelowThem() {
    RULES.oneWay().check(HOUSE);
  }

  @Test
  void packagesFormNoCycle() {
    RULES.noCycles().check(HOUSE);
  }

  @Test
  void onlyTheSqlStoreNamesJdbc() {
    RULES.onlyRoomNames("store.sql", RoomRules.DATABASES).check(HOUSE);
  }

  @Test
  void onlyTheEdgeNamesNetty() {
    RULES.onlyRoomNames("edge", "io.netty..").check(HOUSE);
  }

  @Test
  void noRoomNamesTheSqlStore() {
    RULES.onlyRoomNames("store.sql", SQL + "..").check(HOUSE);
  }

  @Test
  void aTypeIsPublicOnlyIfAnotherRoomNamesIt() {
    RULES.publicOnlyIfNamed(SqlRoomsTest::isNeededOutside).check(HOUSE);
  }

  /// Also what `ServiceLoader` finds is public.
  private static boolean isNeededOutside(JavaClass type) {
    return RoomsTest.isNeededOutside(type) || type.isAssignableTo(DurableLogsProvider.class);
  }
}
