package dev.belfry.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rooms of the server and the one way through them, and that a house built wrongly is found.
class RoomsTest {
  private static final String SERVER = "dev.belfry.server";
  private static final RoomRules RULES = new RoomRules(SERVER);
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(SERVER);

  /// What a program that embeds the server needs beside the root package.
  private static final Set<String> EMBEDDING_API =
      Set.of(SERVER + ".session.Client", SERVER + ".session.ClientHandler");

  /// The packages of `edge`, outermost first: the wiring, the protocols, HTTP, then what they
  /// share.
  private static final List<String> EDGE =
      List.of(
          "",
          "http2",
          "http",
          "http.exchange",
          "websocket",
          "sse",
          "http.site",
          "http.identity",
          "http.cluster",
          "http.operations",
          "http.inbox",
          "http.publish",
          "http.channel",
          "http.dispatch",
          "http.request",
          "encode",
          "websocket.frame",
          "websocket.handshake",
          "netty");

  private static final List<TextFile> OTHER_MODULES =
      Repository.here().textFiles().stream()
          .filter(file -> file.isJava() && !file.path().startsWith("server/"))
          .toList();

  private static final String WRONG = SERVER + ".house.wrong";
  private static final RoomRules WRONG_RULES = new RoomRules(WRONG);
  private static final JavaClasses WRONG_HOUSE = new ClassFileImporter().importPackages(WRONG);

  @Test
  void roomsNameOnlyWhatStandsBelowThem() {
    RULES.oneWay().check(HOUSE);
  }

  @Test
  void packagesFormNoCycle() {
    RULES.noCycles().check(HOUSE);
  }

  @Test
  void packagesOfTheEdgeNameOnlyWhatStandsBehindThem() {
    RULES.inOrder("edge", EDGE).check(HOUSE);
  }

  @Test
  void onlyTheEdgeNamesNetty() {
    RULES.onlyRoomNames("edge", "io.netty..").check(HOUSE);
  }

  @Test
  void onlyTheConfigurationNamesTheYamlLibrary() {
    RULES.onlyRoomNames("config", "org.snakeyaml..").check(HOUSE);
  }

  @Test
  void onlyMetricsNameTheirLibrary() {
    RULES.onlyRoomNames("metrics", "io.prometheus..").check(HOUSE);
  }

  @Test
  void noRoomNamesADatabase() {
    RULES.onlyRoomNames("none", RoomRules.DATABASES).check(HOUSE);
  }

  @Test
  void onlyTokensNameTheTokenLibrary() {
    RULES.onlyRoomNames("auth.token", "com.nimbusds..").check(HOUSE);
  }

  @Test
  void noRoomNamesAParticularLogger() {
    RULES.onlyRoomNames("none", "ch.qos.logback..").check(HOUSE);
  }

  @Test
  void aTypeIsPublicOnlyIfAnotherRoomNamesIt() {
    RULES.publicOnlyIfNamed(RoomsTest::isNeededOutside).check(HOUSE);
  }

  @Test
  void aRoomThatNamesOneAboveItIsFound() {
    assertThat(violationsOf(WRONG_RULES.oneWay())).anyMatch(line -> line.contains("LogOfHub"));
  }

  @Test
  void aPackageThatIsNoRoomIsFound() {
    assertThat(violationsOf(WRONG_RULES.oneWay())).anyMatch(line -> line.contains("Forgotten"));
  }

  @Test
  void twoPackagesThatNeedEachOtherAreFound() {
    assertThat(violationsOf(WRONG_RULES.noCycles()))
        .singleElement()
        .asString()
        .contains("Slice hub", "Slice log");
  }

  @Test
  void aPackageOutOfOrderAndOneThatIsNotListedAreFound() {
    assertThat(violationsOf(WRONG_RULES.inOrder("", List.of("hub", "log"))))
        .anyMatch(line -> line.contains("LogOfHub"))
        .anyMatch(line -> line.contains("Forgotten"))
        .noneMatch(line -> line.contains("HubOfLog.<init>"));
  }

  @Test
  void aRoomThatNamesNettyIsFound() {
    assertThat(violationsOf(WRONG_RULES.onlyRoomNames("edge", "io.netty..")))
        .isNotEmpty()
        .allMatch(line -> line.contains("HubOfLog"));
  }

  @Test
  void aTypeThatIsPublicForNobodyIsFound() {
    assertThat(violationsOf(WRONG_RULES.publicOnlyIfNamed(type -> false)))
        .singleElement()
        .asString()
        .contains("Forgotten");
  }

  /// Whether a type belongs to the embedding API, or a module that this one can't see imports it.
  static boolean isNeededOutside(JavaClass type) {
    return type.getPackageName().equals(SERVER)
        || EMBEDDING_API.contains(type.getName())
        || OTHER_MODULES.stream()
            .anyMatch(file -> file.text().contains("import " + type.getName() + ";"));
  }

  private static List<String> violationsOf(ArchRule rule) {
    return rule.evaluate(WRONG_HOUSE).getFailureReport().getDetails();
  }
}
