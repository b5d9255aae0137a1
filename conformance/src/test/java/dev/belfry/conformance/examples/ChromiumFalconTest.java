package dev.belfry.conformance.examples;

import java.util.Map;

/// The example with Falcon, which signs tokens.
class ChromiumFalconTest extends AccountsContract {
  @Override
  Example startExample() throws Exception {
    return Example.copied("falcon").start(Map.of("PYTHON", "/usr/bin/python3"));
  }
}
