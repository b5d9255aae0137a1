package dev.belfry.conformance.clients;

import java.util.List;

class PhpSampleTest extends SampleContract {
  @Override
  String folder() {
    return "php";
  }

  @Override
  List<String> command() {
    return List.of("php", "belfry.php");
  }
}
