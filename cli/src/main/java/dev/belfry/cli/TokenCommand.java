package dev.belfry.cli;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.token.TokenWriter;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.config.Auth.TokenRule;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `belfry token`: prints a token for a try.
@Command(
    name = "token",
    description = {
      "Print a token (JWT) for a user, to try things out.",
      "It is signed with the secret of auth.tokens in the configuration. Your application",
      "signs its own with a library.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Example:",
      "  belfry token --user 42 --subscribe orders:42 --subscribe-match 'news:*' --ttl 1h"
    })
final class TokenCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOptions options = new ServerOptions();

  @Option(names = "--user", required = true, paramLabel = "ID", description = "Whom it is for.")
  String user = "";

  @Option(
      names = "--subscribe",
      paramLabel = "CHANNEL",
      description = "A channel that the user may subscribe to. May be given several times.")
  List<String> subscribe = new ArrayList<>();

  @Option(
      names = "--subscribe-match",
      paramLabel = "PATTERN",
      description = "The same for all channels of a pattern.")
  List<String> subscribeMatch = new ArrayList<>();

  @Option(
      names = "--publish",
      paramLabel = "CHANNEL",
      description = "A channel that the user may publish to.")
  List<String> publish = new ArrayList<>();

  @Option(
      names = "--publish-match",
      paramLabel = "PATTERN",
      description = "The same for all channels of a pattern.")
  List<String> publishMatch = new ArrayList<>();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long it is valid: 30m, 1h, 7d. Default: ${DEFAULT-VALUE}")
  String ttl = "1h";

  @Unmatched List<String> rest = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    TokenWriter writer =
        new TokenWriter(id(), Instant.now(), life())
            .grant("subscribe", names(subscribe), patterns(subscribeMatch))
            .grant("publish", names(publish), patterns(publishMatch));
    return options.use(
        rest,
        loaded -> {
          PrintWriter out = spec.commandLine().getOut();
          out.println(sign(writer, loaded.config()));
          out.flush();
          return 0;
        });
  }

  private static String sign(TokenWriter writer, ServerConfig config) throws IOException {
    TokenRule rule =
        config.auth().tokens().stream()
            .filter(one -> one.secret().isPresent())
            .findFirst()
            .orElseThrow(() ->
                new IOException(
                    "the configuration has no auth.tokens with a secret, so there is nothing to "
                        + "sign with"));
    return writer
        .claims(config.auth().issuer(), config.auth().audience())
        .sign(rule.secret().orElseThrow(), rule.kid());
  }

  private UserId id() {
    return UserId.parse(user).orElseThrow(() -> wrong("--user is empty or too long"));
  }

  private Duration life() {
    return Duration.parse(iso(ttl));
  }

  /// `1h` in the form of ISO 8601, which the JDK reads.
  private String iso(String text) {
    if (!text.matches("[1-9]\\d{0,6}[smhd]")) {
      throw wrong("--ttl is a time such as 30m, 1h or 7d");
    }
    String unit = text.substring(text.length() - 1).toUpperCase(Locale.ROOT);
    return (unit.equals("D") ? "P" : "PT") + text.substring(0, text.length() - 1) + unit;
  }

  private List<ChannelName> names(List<String> texts) {
    return texts.stream()
        .map(text ->
            ChannelName.parse(text)
                .orElseThrow(() -> wrong("no channel name: " + text + "; " + ChannelName.FORM)))
        .toList();
  }

  private List<ChannelPattern> patterns(List<String> texts) {
    return texts.stream()
        .map(text -> ChannelPattern.parse(text).orElseThrow(() -> wrong("no pattern: " + text)))
        .toList();
  }

  private CommandLine.ParameterException wrong(String why) {
    return new CommandLine.ParameterException(spec.commandLine(), why);
  }
}
