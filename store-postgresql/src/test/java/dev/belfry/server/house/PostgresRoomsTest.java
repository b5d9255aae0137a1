package dev.belfry.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rooms of the server with the one that this module adds.
class PostgresRoomsTest {
  private static final String SERVER = "dev.belfry.server";
  private static final String ROOM = "store.postgresql";
  private static final String POSTGRESQL = SERVER + "." + ROOM;
  private static final RoomRules RULES = new RoomRules(SERVER);

  /// What an engine is opened by, and what `ServiceLoader` finds.
  private static final Set<String> DOOR =
      Set.of("PostgresEngine", "PostgresSettings", "Durability", "PostgresEngineProvider");

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(SERVER);

  @Test
  void theRoomIsSeenAndNoTestIs() {
    assertThat(HOUSE.contain(SERVER + ".Belfry")).isTrue();
    assertThat(HOUSE.contain(POSTGRESQL + ".PostgresEngine")).isTrue();
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
  void onlyThisStoreNamesJdbcAndItsLibraries() {
    RULES.onlyRoomNames(ROOM, RoomRules.DATABASES).check(HOUSE);
    RULES.onlyRoomNames(ROOM, "org.postgresql..", "com.zaxxer..").check(HOUSE);
  }

  @Test
  void noRoomNamesThisStore() {
    RULES.onlyRoomNames(ROOM, POSTGRESQL + "..").check(HOUSE);
  }

  @Test
  void aTypeIsPublicOnlyIfAnotherRoomNamesIt() {
    RULES.publicOnlyIfNamed(PostgresRoomsTest::isNeededOutside).check(HOUSE);
  }

  private static boolean isNeededOutside(JavaClass type) {
    return RoomsTest.isNeededOutside(type)
        || (type.getPackageName().equals(POSTGRESQL) && DOOR.contains(type.getSimpleName()));
  }
}
