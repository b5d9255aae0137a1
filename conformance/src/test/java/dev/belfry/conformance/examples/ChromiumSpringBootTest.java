package dev.belfry.conformance.examples;

import java.util.Map;

/// The example with Spring Boot, a project of its own: built from the installed libraries, with the
/// versions of Netty and Jackson that Spring Boot chooses, which its own test runs a server on.
class ChromiumSpringBootTest extends AccountsContract {
  @Override
  Example startExample() throws Exception {
    Example example = Example.copied("spring-boot");
    example.run("mvn", "-B", "-q", "verify", "-Dmaven.repo.local=" + example.libraries());
    return example.start(Map.of("JAVA_HOME", System.getProperty("java.home")));
  }
}
