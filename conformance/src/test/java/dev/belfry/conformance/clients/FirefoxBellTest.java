package dev.belfry.conformance.clients;

import org.junit.jupiter.api.Test;

/// The client and the bell in Firefox, by the tests of `web/bell` for every browser.
class FirefoxBellTest {
  @Test
  void whatEveryBrowserMustDoHolds() throws Exception {
    ChromiumBellTest.project()
        .with("BELFRY_BROWSER", "firefox")
        .with("BELFRY_FIREFOX", System.getProperty("belfry.firefox", "/usr/bin/firefox-esr"))
        .test("firefox", "test:core");
  }
}
