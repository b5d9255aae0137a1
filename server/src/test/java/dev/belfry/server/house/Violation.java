package dev.belfry.server.house;

/// One place that breaks a rule.
record Violation(String path, long line, String what) {
  @Override
  public String toString() {
    return path + ":" + line + ": " + what;
  }
}
