package dev.belfry.client;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Lets every `await()` wait for a minute instead of ten seconds: a bound costs nothing where it is
/// met, and a machine with other work may stand still for seconds. JUnit finds it by itself. The
/// server's tests have the same, which this module does not depend on.
public final class PatientAwaits implements BeforeAllCallback {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
