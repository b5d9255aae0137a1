package dev.belfry.conformance.clients;

import java.util.List;

class PythonSampleTest extends SampleContract {
  @Override
  String folder() {
    return "python";
  }

  @Override
  List<String> command() {
    return List.of("/usr/bin/python3", "belfry.py");
  }
}
