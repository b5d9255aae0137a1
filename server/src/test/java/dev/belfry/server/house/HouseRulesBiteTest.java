package dev.belfry.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Each house rule finds what breaks it, where it is, and lets pass what only looks like it.
class HouseRulesBiteTest {
  @Test
  void aMethodOf41LinesIsFound() {
    JavaSources sources =
        parse("class A {\n", "  int a;\n", method("fits", 40), method("long", 41));
    assertThat(SourceRules.longMethods(sources))
        .singleElement()
        .hasToString("m/src/main/java/p/A.java:44: method long_ has 41 lines, at most 40");
  }

  @Test
  void theTableOfAParameterizedTestDoesNotCount() {
    String table = "  @CsvSource({\n" + "    \"1, 2\",\n".repeat(60) + "  })\n";
    assertThat(SourceRules.longMethods(parse("class A {\n", table, method("fits", 40)))).isEmpty();
    assertThat(SourceRules.longMethods(parse("class A {\n", table, method("long", 41)))).hasSize(1);
  }

  @Test
  void aLambdaOf41LinesIsFound() {
    String lambda = "  Runnable run = () -> {\n" + "    step();\n".repeat(39) + "  };\n";
    assertThat(SourceRules.longMethods(parse("class A {\n", lambda))).hasSize(1);
  }

  @Test
  void anEmptyTypeNameIsFoundAlsoInsideAnother() {
    JavaSources sources =
        parse("class A {\n", "  record LogImpl() {}\n", "  class LogManager {}\n");
    assertThat(SourceRules.emptyTypeNames(sources)).extracting(Violation::line).contains(3L, 4L);
  }

  @Test
  void aSkippedOrSleepingTestIsFound() {
    TextFile test =
        new TextFile(
            "m/src/test/java/p/ATest.java",
            """
            package p;
            class ATest {
              @Disabled void off() {}
              @EnabledOnOs(LINUX) void some() {}
              void self() { Assumptions.assumeTrue(false); }
              void waits() throws Exception { Thread.sleep(5); }
              void says() { log("Thread.sleep(5)"); }
            }
            """);
    assertThat(SourceRules.idleTests(JavaSources.parse(List.of(test))))
        .extracting(Violation::line)
        .containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void aDrawerPackageIsFound() {
    TextFile file = new TextFile("m/src/main/java/p/util/A.java", "package p.util;\nclass A {}\n");
    assertThat(SourceRules.drawerPackages(JavaSources.parse(List.of(file)))).hasSize(1);
  }

  @Test
  void aPackageWithoutNullMarkedIsFoundOnceForItsModule() {
    TextFile marked = new TextFile("m/src/main/java/p/package-info.java", "@NullMarked package p;");
    TextFile test = new TextFile("m/src/test/java/p/ATest.java", "package p;\nclass ATest {}\n");
    TextFile other = new TextFile("n/src/main/java/p/A.java", "package p;\nclass A {}\n");
    TextFile same = new TextFile("n/src/main/java/p/B.java", "package p;\nclass B {}\n");
    JavaSources sources = JavaSources.parse(List.of(marked, test, other, same));
    assertThat(SourceRules.packagesNotNullMarked(sources))
        .extracting(Violation::path)
        .containsExactly(other.path());
  }

  @Test
  void aLongFileIsFoundButNotLongProse() {
    List<TextFile> files =
        List.of(
            new TextFile("a.java", "\n".repeat(401)),
            new TextFile("b.java", "\n".repeat(400)),
            new TextFile("c.md", "\n".repeat(401)));
    assertThat(TextRules.longFiles(files)).extracting(Violation::path).containsExactly("a.java");
  }

  @Test
  void aLineOf101ColumnsIsFound() {
    TextFile file =
        new TextFile("run", "#!/bin/sh\n" + "e".repeat(100) + "\n" + "e".repeat(101) + "\n");
    assertThat(TextRules.longLines(List.of(file)))
        .singleElement()
        .hasToString("run:3: 101 columns");
  }

  @Test
  void whatIsLeftForLaterIsFound() {
    TextFile file = new TextFile("a.js", "// TO" + "DO later\nconst todos = 1;\n");
    assertThat(TextRules.leftForLater(List.of(file))).extracting(Violation::line).contains(1L);
    assertThat(TextRules.leftForLater(List.of(file))).hasSize(1);
  }

  @Test
  void aPathOfOneMachineIsFoundButNoPathOfTheSystemOrOfAUrl() {
    TextFile file =
        new TextFile(
            "a.md",
            "see /"
                + "home/ann/belfry\n/usr/lib/jvm\nhttp://localhost/"
                + "home/\n$HOME/"
                + "work/x");
    assertThat(TextRules.machinePaths(List.of(file))).extracting(Violation::line).containsOnly(1L);
    assertThat(TextRules.machinePaths(List.of(file))).hasSize(1);
  }

  @Test
  void anAddressOfARegistryIsFound() {
    TextFile file =
        new TextFile("a.json", "\"resolved\": " + "\"https://registry" + ".npmjs.org/ws\"\nws");
    assertThat(TextRules.registryHosts(List.of(file))).hasSize(1);
  }

  @Test
  void aLongReadmeIsFound() {
    assertThat(TextRules.longReadme(List.of(new TextFile("README.md", "\n".repeat(151)))))
        .hasSize(1);
    assertThat(TextRules.longReadme(List.of(new TextFile("README.md", "\n".repeat(150)))))
        .isEmpty();
  }

  @Test
  void aChangelogThatBeginsWithAReleaseIsFound() {
    TextFile released = new TextFile("CHANGELOG.md", "# Changes\n\n## 0.1.0\n\n## Unreleased\n");
    TextFile open = new TextFile("CHANGELOG.md", "# Changes\n\n## Unreleased\n\n## 0.1.0\n");
    assertThat(TextRules.changelogWithoutUnreleased(List.of(released))).hasSize(1);
    assertThat(TextRules.changelogWithoutUnreleased(List.of(open))).isEmpty();
  }

  @Test
  void aBrokenLinkIsFound() {
    TextFile file =
        new TextFile(
            "docs/guide/a.md", "[here](b.md#part) [there](../c.md)\n[web](https://example.org/x)");
    assertThat(TextRules.brokenLinks(List.of(file), path -> path.endsWith("docs/guide/b.md")))
        .singleElement()
        .hasToString("docs/guide/a.md:1: link to ../c.md");
  }

  private static JavaSources parse(String... body) {
    String text = "package p;\n" + String.join("", body) + "}\n";
    return JavaSources.parse(List.of(new TextFile("m/src/main/java/p/A.java", text)));
  }

  private static String method(String name, int lines) {
    return "  void " + name + "_() {\n" + "    step();\n".repeat(lines - 2) + "  }\n";
  }
}
