package dev.belfry.conformance.examples;

import java.util.Map;

/// The example with Express, which is asked who users are.
class ChromiumExpressCookieTest extends CookieContract {
  @Override
  Example startExample() throws Exception {
    return Example.copied("express").with("node_modules").start(Map.of("AUTH", "cookie"));
  }
}
