package dev.belfry.cli;

import dev.belfry.cli.bench.Target;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Where `belfry bench` listens and publishes: a channel of its own, unless it is told otherwise,
/// since what it publishes stays in the history and reaches all who listen.
final class BenchTargets {
  private static final String STANDARD = "ws://localhost:8000";
  private static final String CHANNELS = "/notifications";
  private static final String OWN = "bench/";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = {
        "ws://, wss://, http:// or https:// address. Without a",
        "path it is a Belfry server, and a channel bench/...",
        "is made up. Default: the variable BELFRY_URL, or",
        "ws://localhost:8000"
      })
  @Nullable URI url;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "The channel to use on a Belfry server; needs --force.")
  @Nullable String channel;

  @Option(
      names = "--force",
      description = {
        "Allow a channel that others may use: it is filled,",
        "and all who listen to it get every message."
      })
  boolean force;

  @Option(
      names = "--publish-url",
      paramLabel = "URL",
      description = {
        "Where to publish: by POST if it is http://, else",
        "through a WebSocket of its own. Default: through the",
        "first connection; by POST to URL if that is http://"
      })
  @Nullable URI publishUrl;

  @Option(
      names = "--remote",
      description = {"Allow a server on another machine: only load what is", "yours."})
  boolean remote;

  Map<String, String> environment = System.getenv();

  /// Where connections listen.
  Target target() {
    URI address = address();
    boolean hasPath = address.getRawPath() != null && address.getRawPath().length() > 1;
    if (hasPath) {
      check(channel == null, "--channel needs a URL without a path.");
      return checked(address);
    }
    check(
        channel == null || force || channel.startsWith(OWN),
        "--channel fills a channel that others may use; --force allows it.");
    String name =
        channel == null
            ? OWN + Integer.toHexString(RandomGenerator.getDefault().nextInt())
            : channel;
    String path = "notifications".equals(name) ? CHANNELS : CHANNELS + "/" + name;
    try {
      return onThisMachine(address.resolve(path));
    } catch (IllegalArgumentException noName) {
      throw usage("no channel is called " + name + ".");
    }
  }

  /// Where to publish, if that is somewhere else.
  Optional<Target> publishTarget() {
    return Optional.ofNullable(publishUrl).map(this::checked);
  }

  private URI address() {
    String variable = environment.getOrDefault(ServerAddress.VARIABLE, "");
    if (url != null) {
      return url;
    }
    try {
      return URI.create(variable.isEmpty() ? STANDARD : variable.replaceFirst("^http", "ws"));
    } catch (IllegalArgumentException noAddress) {
      throw usage(ServerAddress.VARIABLE + " must be like http://localhost:8000, not " + variable);
    }
  }

  private Target checked(URI address) {
    Target target = onThisMachine(address);
    String path = String.valueOf(address.getRawPath());
    boolean isChannel = path.equals(CHANNELS) || path.startsWith(CHANNELS + "/");
    check(
        force || !isChannel || path.startsWith(CHANNELS + "/" + OWN),
        address
            + " is a channel that others may use. Without the path bench takes one of its own;"
            + " --force allows this one.");
    return target;
  }

  private Target onThisMachine(URI address) {
    Target target;
    try {
      target = Target.of(address);
    } catch (IllegalArgumentException wrong) {
      throw usage(String.valueOf(wrong.getMessage()));
    }
    check(
        remote || target.isLoopback(),
        address
            + " is not on this machine. Load on others needs --remote; use it only on"
            + " servers that are yours.");
    return target;
  }

  private void check(boolean right, String complaint) {
    if (!right) {
      throw usage(complaint);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
