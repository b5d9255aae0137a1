package dev.belfry.server.config;

/// Where a value was written, as a person would look for it: `belfry.yaml:12`.
public record Origin(String text) {
  static final Origin DEFAULT = new Origin("default");

  static Origin line(String file, int line) {
    return new Origin(file + ":" + line);
  }

  static Origin environment(String variable) {
    return new Origin("environment variable " + variable);
  }

  static Origin flag(String key) {
    return new Origin("flag --" + key);
  }

  @Override
  public String toString() {
    return text;
  }
}
