package dev.belfry.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rooms of the server with the one of a store that a module adds.
abstract class StoreRoomsContract {
  private static final String SERVER = "dev.belfry.server";
  private static final RoomRules RULES = new RoomRules(SERVER);
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(SERVER);

  private final String room;
  private final Set<String> door;
  private final String[] libraries;

  /// @param room of the store: `store.sql`
  /// @param door the simple names of its types that are public though no other room names them
  /// @param libraries that this room alone names
  StoreRoomsContract(String room, Set<String> door, String... libraries) {
    this.room = room;
    this.door = door;
    this.libraries = libraries;
  }

  static RoomRules rules() {
    return RULES;
  }

  static JavaClasses house() {
    return HOUSE;
  }

  private String packageName() {
    return SERVER + "." + room;
  }

  @Test
  void theRoomIsSeenAndNoTestIs() {
    assertThat(HOUSE.contain(SERVER + ".Belfry")).isTrue();
    assertThat(door).allMatch(type -> HOUSE.contain(packageName() + "." + type));
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
  void onlyThisStoreNamesItsLibraries() {
    RULES.onlyRoomNames(room, libraries).check(HOUSE);
  }

  @Test
  void onlyTheEdgeNamesNetty() {
    RULES.onlyRoomNames("edge", "io.netty..").check(HOUSE);
  }

  @Test
  void noRoomNamesThisStore() {
    RULES.onlyRoomNames(room, packageName() + "..").check(HOUSE);
  }

  @Test
  void aTypeIsPublicOnlyIfAnotherRoomNamesIt() {
    RULES.publicOnlyIfNamed(this::isNeededOutside).check(HOUSE);
  }

  private boolean isNeededOutside(JavaClass type) {
    return RoomsTest.isNeededOutside(type)
        || (type.getPackageName().equals(packageName()) && door.contains(type.getSimpleName()));
  }
}
