package dev.belfry.conformance.examples;

import java.util.Map;

/// The example with Express, which signs tokens.
class ChromiumExpressTest extends AccountsContract {
  @Override
  Example startExample() throws Exception {
    return Example.copied("express").with("node_modules").start(Map.of("AUTH", "token"));
  }
}
