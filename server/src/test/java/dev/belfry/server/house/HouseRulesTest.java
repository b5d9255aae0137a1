package dev.belfry.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// How the sources of the whole repository look. Every test lists all that breaks its rule.
class HouseRulesTest {
  private static final Repository REPOSITORY = Repository.here();
  private static final List<TextFile> FILES = REPOSITORY.textFiles();
  private static final JavaSources SOURCES = JavaSources.parse(FILES);

  @Test
  void theSourcesOfEveryModuleAreSeen() {
    assertThat(SOURCES.units())
        .extracting(unit -> unit.file().path().replaceFirst("/.*", ""))
        .contains("protocol", "server", "client", "cli");
    assertThat(FILES)
        .extracting(TextFile::path)
        .contains("README.md", "CHANGELOG.md", "mvnw", "pom.xml", ".ci/run");
  }

  @Test
  void filesHaveAtMost400Lines() {
    holds(TextRules.longFiles(FILES));
  }

  @Test
  void methodsHaveAtMost40Lines() {
    holds(SourceRules.longMethods(SOURCES));
  }

  @Test
  void linesHaveAtMost100Columns() {
    holds(TextRules.longLines(FILES));
  }

  @Test
  void typesAreNotNamedImplOrManager() {
    holds(SourceRules.emptyTypeNames(SOURCES));
  }

  @Test
  void noPackageIsNamedUtil() {
    holds(SourceRules.drawerPackages(SOURCES));
  }

  @Test
  void everyPackageIsNullMarked() {
    holds(SourceRules.packagesNotNullMarked(SOURCES));
  }

  @Test
  void noTestIsSkippedOrSleeps() {
    holds(SourceRules.idleTests(SOURCES));
  }

  @Test
  void nothingIsLeftForLater() {
    holds(TextRules.leftForLater(FILES));
  }

  @Test
  void noFileNamesAPathOfOneMachine() {
    holds(TextRules.machinePaths(FILES));
  }

  @Test
  void noFileNamesAPackageRegistry() {
    holds(TextRules.registryHosts(FILES));
  }

  @Test
  void theReadmeHasAtMost150Lines() {
    holds(TextRules.longReadme(FILES));
  }

  @Test
  void theChangelogBeginsWithUnreleased() {
    holds(TextRules.changelogWithoutUnreleased(FILES));
  }

  @Test
  void linksBetweenDocumentsLeadSomewhere() {
    holds(TextRules.brokenLinks(FILES, REPOSITORY::has));
  }

  private static void holds(List<Violation> violations) {
    assertThat(violations).isEmpty();
  }
}
