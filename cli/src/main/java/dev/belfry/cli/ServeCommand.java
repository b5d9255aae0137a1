package dev.belfry.cli;

import dev.belfry.server.Belfry;
import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.LogFormat;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Tracing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `belfry serve`: runs a server until it is told to end.
@Command(
    name = "serve",
    description = {
      "Run a server, for this machine only unless told otherwise.",
      "SIGTERM, Ctrl-C or the end of its terminal (SIGHUP) lets it leave gracefully,",
      "a second SIGTERM or Ctrl-C at once; under nohup it outlives the terminal.",
      "Without a terminal, SIGHUP has it read its configuration again, as a change of",
      "the file does: auth, origins, hosts, and who may use channels.",
      ""
    },
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Every key of the configuration is an option too: --server.port=9000;",
      "'belfry config' shows them. They may also come from belfry.yaml and the",
      "environment (BELFRY_SERVER_PORT=9000).",
      "",
      "Memory: BELFRY_HEAP=512m is the default. From 4g on the G1 collector takes the",
      "place of the serial one. A server that has no memory left ends with exit code 3.",
      "BELFRY_JAVA_OPTS holds further options for the JVM.",
      "",
      "Try it:",
      "  belfry serve",
      "  curl -N localhost:8000/notifications                    listen",
      "  curl -d 'Hello, world!' localhost:8000/notifications    publish"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOptions options = new ServerOptions();
  @Unmatched List<String> rest = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.use(rest, loaded -> serve(loaded.config()));
  }

  private int serve(ServerConfig config) throws InterruptedException {
    LogSettings.use(config.server().logLevel(), config.server().logFormat());
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, fault) -> LOG.error("the thread {} has ended", thread.getName(), fault));
    describe(config);
    Tracing tracing = TraceSettings.from(System.getenv());
    Belfry belfry;
    try {
      belfry = Belfry.builder().config(config).tracing(tracing).start();
    } catch (IOException | RuntimeException cannotStart) {
      LOG.debug("the start failed", cannotStart);
      complain(config.server().logFormat(), Main.reasonOf(cannotStart));
      return Main.FAILED;
    }
    CountDownLatch left = new CountDownLatch(1);
    ConfigReload reload =
        new ConfigReload(
            belfry, config, ConfigLoader.fileFor(options.file()), () -> options.load(rest));
    Signals.onFirst(
        _ -> {
          say("Leaving; a second signal ends it at once.");
          belfry.close();
          tracing.close();
          left.countDown();
        },
        reload::ask);
    reload.start();
    say("Belfry listens on " + belfry.uri());
    belfry.adminUri().ifPresent(admin -> say("Its admin listener is on " + admin));
    if (config.server().host().loopback() && !config.auth().configured()) {
      say("It serves this machine only, since no tokens are configured.");
      say("--host ADDRESS --open lets others in.");
    }
    left.await();
    return 0;
  }

  private void complain(LogFormat format, String reason) {
    switch (format) {
      case TEXT -> Main.complain(spec.commandLine().getErr(), "the server can't start: " + reason);
      case JSON -> LOG.error("the server can't start: {}", reason);
    }
  }

  /// What is about to start, so that a log shows it, also of a start that fails.
  private void describe(ServerConfig config) {
    say("Belfry " + Main.Version.ofBelfry() + " on Java " + Runtime.version());
    say(
        "Configuration: "
            + ConfigLoader.fileFor(options.file())
                .map(ServeCommand::named)
                .orElseGet(() -> "no belfry.yaml in " + named(Path.of(""))));
    config.redis().url().ifPresent(url -> say("Redis: " + url));
    say(config.store().url().map(url -> "Database: " + url).orElseGet(() -> dataFolder(config)));
  }

  private static String dataFolder(ServerConfig config) {
    boolean durable = config.channelPolicies().anyDurable();
    return "Data folder: " + named(config.data()) + (durable ? "" : " (no channel is durable)");
  }

  private static String named(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
