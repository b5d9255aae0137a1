package dev.belfry.cli;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.ClientTimings;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.client.ScheduleOutcome;
import dev.belfry.protocol.PublishReply;
import dev.belfry.protocol.ScheduleReply;
import dev.belfry.protocol.TimeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `belfry publish`: one message to one channel.
@Command(
    name = "publish",
    description = {"Publish a message to a channel, and print its position and id.", ""},
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  belfry publish orders:42 '{\"n\":1}'",
      "  belfry publish notifications 'Hello, world!'",
      "  belfry publish kitchen 'Tea is ready' --at 10m",
      "  uptime | belfry publish status -"
    })
final class PublishCommand implements Callable<Integer> {
  private static final ClientTimings TIMINGS =
      new ClientTimings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          Duration.ofSeconds(20),
          4);

  /// Whether the message is JSON or text, where its form shall not decide.
  static final class Kind {
    @Option(names = "--json", description = "It is JSON, whatever it looks like.")
    boolean json;

    @Option(names = "--text", description = "It is text, whatever it looks like.")
    boolean text;
  }

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "Such as orders:42 or news/local.")
  String channel = "";

  @Parameters(
      index = "1",
      paramLabel = "MESSAGE",
      description = {
        "A JSON object or array is sent as JSON, all else",
        "as text; - reads it from standard input, which",
        "must be UTF-8."
      })
  String message = "";

  @CommandLine.ArgGroup @Nullable Kind kind;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = {
        "Idempotency key: publishing again with the same key",
        "has no effect. Default: a random one, which makes",
        "retries after a lost answer safe."
      })
  @Nullable String key;

  @Option(
      names = "--replace-key",
      paramLabel = "KEY",
      description = {
        "Take the place of the message before it that has",
        "the same replace key, in the history."
      })
  @Nullable String replaceKey;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = {"Leave the history after a while (10m), or at a time", "of RFC 3339."})
  @Nullable String expires;

  @Option(
      names = "--at",
      paramLabel = "WHEN",
      description = {
        "Publish later: after a delay (10m), or at a time of",
        "RFC 3339. Prints that time and the id, with which",
        "'belfry cancel' takes it back."
      })
  @Nullable String at;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    server.useAuthority();
    Publication publication = publication();
    try (BelfryClient client = new BelfryClient(base, TIMINGS, server.checkedHeaders())) {
      return print(at == null ? client.publish(publication) : client.schedule(publication, at));
    } catch (IOException noAnswer) {
      throw server.withAddress(base, noAnswer);
    }
  }

  private Publication publication() throws IOException {
    String body = message.equals("-") ? readInput(System.in) : message;
    boolean json = kind == null ? isJsonObjectOrArray(body) : kind.json;
    Publication publication =
        json ? Publication.json(channel, body) : Publication.text(channel, body);
    publication = key == null ? publication.withRandomKey() : publication.withKey(key);
    if (replaceKey != null) {
      publication = publication.withReplaceKey(replaceKey);
    }
    return expires == null ? publication : publication.withExpires(expires);
  }

  private static String readInput(InputStream in) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (CharacterCodingException notUtf8) {
      throw new IOException(
          "standard input is not UTF-8, from byte " + (bytes.position() + 1) + " on", notUtf8);
    }
  }

  static boolean isJsonObjectOrArray(String text) {
    String start = text.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return false;
    }
    try {
      JsonMapper.shared().readTree(text);
      return true;
    } catch (JacksonException notJson) {
      return false;
    }
  }

  private int print(ScheduleOutcome outcome) {
    return switch (outcome) {
      case PublishOutcome.Published(PublishReply reply) ->
          print(reply.position() + " " + reply.id());
      case ScheduleOutcome.Scheduled(ScheduleReply reply) ->
          print(TimeText.format(reply.at().toEpochMilli()) + " " + reply.id());
      case PublishOutcome.Refused(var problem) -> {
        Main.complain(spec.commandLine().getErr(), "refused: " + problem);
        yield Main.FAILED;
      }
    };
  }

  private int print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
    return 0;
  }
}
