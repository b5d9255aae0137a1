package dev.belfry.conformance.clients;

import java.util.List;

class NodeSampleTest extends SampleContract {
  @Override
  String folder() {
    return "node";
  }

  @Override
  List<String> command() {
    return List.of("node", "belfry.mjs");
  }
}
