package dev.belfry.conformance.examples;

import com.microsoft.playwright.Page;
import java.nio.file.Path;

/// Pictures of the examples, taken where the property `belfry.pictures` names a folder for them.
final class Pictures {
  private Pictures() {}

  static void take(Page page, String name) {
    String folder = System.getProperty("belfry.pictures", "");
    if (!folder.isEmpty()) {
      Path file = Path.of(folder, name + ".png");
      var _ = page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
  }
}
