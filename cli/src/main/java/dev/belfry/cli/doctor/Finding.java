package dev.belfry.cli.doctor;

/// What one check has found.
///
/// @param check a short name, which stays the same from version to version
/// @param found in one line
/// @param advice what to change; empty where all is well
public record Finding(String check, Verdict verdict, String found, String advice) {
  /// How grave it is.
  public enum Verdict {
    /// As it should be.
    OK,
    /// The server runs, but not as well as it could.
    WARN,
    /// The server does not start, or loses what it should keep.
    FAIL
  }

  public static Finding ok(String check, String found) {
    return new Finding(check, Verdict.OK, found, "");
  }

  public static Finding warn(String check, String found, String advice) {
    return new Finding(check, Verdict.WARN, found, advice);
  }

  public static Finding fail(String check, String found, String advice) {
    return new Finding(check, Verdict.FAIL, found, advice);
  }
}
