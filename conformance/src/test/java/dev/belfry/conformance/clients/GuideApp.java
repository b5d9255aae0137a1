package dev.belfry.conformance.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An application of the guide, running: its code is taken from there, and what it leaves to the
/// reader is added from the folder `apps`.
final class GuideApp implements AutoCloseable {
  static final String SECRET = "the secret of the guide's applications";

  private static final Path GUIDE = Path.of("../docs/guide/put-it-online.md");
  private static final long START_SECONDS_MAX = 30;

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final StringBuilder said = new StringBuilder();

  private GuideApp(Process process) {
    this.process = process;
  }

  static GuideApp express() throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "guide"));
    Path packages = folder.resolve("node_modules");
    if (!Files.exists(packages)) {
      Files.createSymbolicLink(packages, Path.of("node", "node_modules").toAbsolutePath());
    }
    Path program = folder.resolve("app.mjs");
    String after = Files.readString(Path.of("apps", "express-after.mjs"));
    Files.writeString(program, block("js", "import express") + after);
    return start("node", program);
  }

  static GuideApp falcon() throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "guide"));
    Path program = folder.resolve("app.py");
    String after = Files.readString(Path.of("apps", "falcon_after.py"));
    Files.writeString(program, block("python", "import falcon") + after);
    return start("/usr/bin/python3", program);
  }

  /// The code of the guide in a language that has some words in it.
  static String block(String language, String words) throws IOException {
    Matcher blocks =
        Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(GUIDE));
    return blocks
        .results()
        .map(block -> block.group(1))
        .filter(code -> code.contains(words))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + language + " with " + words + " in " + GUIDE));
  }

  private static GuideApp start(String language, Path program) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(language, program.toAbsolutePath().toString()))
            .redirectErrorStream(true);
    builder.environment().put("BELFRY_SECRET", SECRET);
    GuideApp app = new GuideApp(builder.start());
    Runtime.getRuntime().addShutdownHook(new Thread(app.process::destroyForcibly));
    Thread.ofVirtual().start(app::readLines);
    try {
      app.port.get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception notReady) {
      app.close();
      throw new IllegalStateException(app.said(), notReady);
    }
    return app;
  }

  private void readLines() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        remember(line);
        if (line.startsWith("port ")) {
          port.complete(Integer.parseInt(line.substring("port ".length())));
        }
      }
    } catch (IOException gone) {
      remember(gone.toString());
    }
    port.completeExceptionally(new IllegalStateException("it ended"));
  }

  /// Where it is asked.
  URI uri() {
    return URI.create("http://127.0.0.1:" + port.join() + "/belfry/auth");
  }

  String said() {
    synchronized (said) {
      return said.toString();
    }
  }

  private void remember(String line) {
    synchronized (said) {
      said.append(line).append('\n');
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
