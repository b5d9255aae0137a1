package dev.belfry.conformance.examples;

import java.util.Map;

/// The example with Falcon, which is asked who users are.
class ChromiumFalconCookieTest extends CookieContract {
  @Override
  Example startExample() throws Exception {
    return Example.copied("falcon").start(Map.of("AUTH", "cookie", "PYTHON", "/usr/bin/python3"));
  }
}
