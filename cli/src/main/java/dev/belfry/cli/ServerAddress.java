package dev.belfry.cli;

import java.io.IOException;
import java.net.URI;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--url`, shared by the commands that talk to a running server.
final class ServerAddress {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-u", "--url"},
      paramLabel = "URL",
      defaultValue = "http://localhost:8000",
      description = "The server. Default: ${DEFAULT-VALUE}")
  URI url = URI.create("http://localhost:8000");

  IOException nobodyAnswers() {
    return new IOException("no server answers at " + url + " (is 'belfry serve' running?)");
  }

  /// The address, checked.
  URI checked() {
    String scheme = url.getScheme();
    boolean web = "http".equals(scheme) || "https".equals(scheme);
    if (!web || url.getHost() == null || url.getRawQuery() != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--url must be like http://localhost:8000, not " + url);
    }
    return url;
  }
}
