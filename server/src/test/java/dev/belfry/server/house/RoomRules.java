package dev.belfry.server.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Which room of the server may name which, as rules on compiled classes.
///
/// @param base the package that holds the rooms
record RoomRules(String base) {
  /// The way through the house, outermost first: a room names only what stands below it. The store
  /// stands beside: it names the seam that it implements, and only the wiring names it.
  private static final List<Room> ROOMS =
      List.of(
          new Room(
              "edge",
              "session",
              "inbox",
              "publish",
              "presence",
              "auth",
              "hub",
              "log",
              "cluster",
              "metrics",
              "health"),
          new Room("metrics", "health", "log", "cluster"),
          new Room("health", "hub", "log"),
          new Room("session", "inbox", "publish", "presence", "auth", "hub", "log"),
          new Room("inbox", "auth"),
          new Room("publish", "auth", "hub", "log"),
          new Room("presence", "auth", "cluster"),
          new Room("auth"),
          new Room("hub", "log"),
          new Room("store", "inbox", "auth", "log", "cluster"),
          new Room("log"),
          new Room("cluster"));

  /// The packages of JDBC, its drivers and its tools.
  static final String[] DATABASES = {"java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb.."};

  /// The room that names JDBC beside the stores in SQL, and none of their drivers and tools.
  private static final String INBOXES_IN_SQL = "store.inbox";

  /// What every room may name; these name only one another, and never in a circle.
  private static final List<String> GROUND = List.of("channel", "runtime", "config");

  private record Room(String name, String... below) {}

  /// One way through the house. What the list does not allow is a violation, and so is a package
  /// that belongs to no room.
  ArchRule oneWay() {
    LayeredArchitecture house =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.belfry..")
            .withOptionalLayers(true)
            .layer("wiring")
            .definedBy(base)
            .layer("protocol")
            .definedBy("dev.belfry.protocol..");
    for (String ground : GROUND) {
      house = house.layer(ground).definedBy(inRoom(ground));
    }
    for (Room room : ROOMS) {
      house = house.layer(room.name).definedBy(inRoom(room.name));
    }
    house = house.whereLayer("wiring").mayNotBeAccessedByAnyLayer();
    house = house.whereLayer("protocol").mayNotAccessAnyLayer();
    for (String ground : GROUND) {
      house =
          house.whereLayer(ground).mayOnlyAccessLayers("protocol", "channel", "runtime", "config");
    }
    for (Room room : ROOMS) {
      house = house.whereLayer(room.name).mayOnlyAccessLayers(withGround(room.below));
    }
    return house.ensureAllClassesAreContainedInArchitecture();
  }

  private static String[] withGround(String... below) {
    Set<String> allowed = new LinkedHashSet<>(List.of(below));
    allowed.addAll(GROUND);
    allowed.add("protocol");
    return allowed.toArray(String[]::new);
  }

  /// The packages of one room, outermost first: each names only itself and those behind it, and
  /// none is missing in the list.
  ///
  /// @param room empty for the rooms of the base themselves
  /// @param packages relative to the room; empty for the room's own
  ArchRule inOrder(String room, List<String> packages) {
    String root = room.isEmpty() ? base : base + "." + room;
    List<String> names =
        packages.stream().map(name -> name.isEmpty() ? root : root + "." + name).toList();
    return classes().that().resideInAPackage(root + "..").should(nameOnlyLater(names, root));
  }

  private static ArchCondition<JavaClass> nameOnlyLater(List<String> names, String root) {
    return new ArchCondition<>("name only packages that stand behind their own in the list") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        int own = names.indexOf(type.getPackageName());
        if (own < 0) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no listed one"));
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String other = dependency.getTargetClass().getPackageName();
          boolean inside = other.equals(root) || other.startsWith(root + ".");
          if (inside && names.indexOf(other) < own) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  /// No two packages need each other.
  ArchRule noCycles() {
    return slices().matching(base + ".(**)").should().beFreeOfCycles();
  }

  /// One library, one room.
  ArchRule onlyRoomNames(String room, String... libraryPackages) {
    return onlyRoomsName(List.of(room), libraryPackages);
  }

  private ArchRule onlyRoomsName(List<String> rooms, String... libraryPackages) {
    return noClasses()
        .that(resideOutsideOfPackages(rooms.stream().map(this::inRoom).toArray(String[]::new)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraryPackages)
        .allowEmptyShould(true);
  }

  /// JDBC is named by stores in SQL, and by the inboxes that such stores have.
  ArchRule onlyStoresNameJdbc(String... stores) {
    List<String> rooms = new ArrayList<>(List.of(stores));
    rooms.add(INBOXES_IN_SQL);
    return onlyRoomsName(rooms, "java.sql..", "javax.sql..");
  }

  /// A type is public only if another room names it, or would have to, to make use of what a public
  /// type of its own room gives or takes.
  ///
  /// @param alsoNeeded the types that are public for those who embed the server, or that another
  ///   module names
  ArchRule publicOnlyIfNamed(Predicate<JavaClass> alsoNeeded) {
    return classes()
        .that()
        .areTopLevelClasses()
        .and()
        .haveModifier(JavaModifier.PUBLIC)
        .should(beNamedByAnotherRoom(alsoNeeded));
  }

  private static ArchCondition<JavaClass> beNamedByAnotherRoom(Predicate<JavaClass> alsoNeeded) {
    return new ArchCondition<>("be named by another room") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean named =
            alsoNeeded.test(type)
                || type.getDirectDependenciesToSelf().stream()
                    .map(Dependency::getOriginClass)
                    .anyMatch(origin -> namesFromOutside(origin, type) || exposes(origin, type));
        String message =
            type.getName()
                + " is public, but named by no other room in "
                + type.getSourceCodeLocation();
        events.add(new SimpleConditionEvent(type, named, message));
      }
    };
  }

  private static boolean namesFromOutside(JavaClass origin, JavaClass type) {
    return !origin.getPackageName().equals(type.getPackageName());
  }

  private static boolean exposes(JavaClass origin, JavaClass type) {
    return !origin.equals(type)
        && origin.getModifiers().contains(JavaModifier.PUBLIC)
        && origin.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .anyMatch(method -> method.getAllInvolvedRawTypes().contains(type));
  }

  private String inRoom(String name) {
    return base + "." + name + "..";
  }
}
