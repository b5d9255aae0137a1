package dev.belfry.cli;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.ClientTimings;
import dev.belfry.client.NotificationBuilder;
import dev.belfry.client.NotifyOutcome;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.NotificationText;
import dev.belfry.protocol.Notify;
import dev.belfry.protocol.TimeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belfry notify`: one notification, into the inboxes of users.
@Command(
    name = "notify",
    description = {"Notify users: into their inboxes, and at once where connected.", ""},
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Prints the id and to how many users it went.",
      "",
      "Examples:",
      "  belfry notify --user 42 'Your order has shipped' --link /orders/7",
      "  belfry notify --channel releases 'Version 2 is out'",
      "  belfry notify --everyone 'We move tonight' --at 2h"
    })
final class NotifyCommand implements Callable<Integer> {
  /// Whom.
  static final class To {
    @Option(
        names = "--user",
        paramLabel = "USER",
        required = true,
        description = "A user, as in the 'sub' of tokens; may be repeated.")
    List<String> users = new ArrayList<>();

    @Option(
        names = "--channel",
        paramLabel = "CHANNEL",
        required = true,
        description = "The users that follow it.")
    String channel = "";

    @Option(names = "--everyone", required = true, description = "All users that are known.")
    boolean everyone;
  }

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @ArgGroup(multiplicity = "1")
  To to = new To();

  @Parameters(index = "0", paramLabel = "TITLE", description = "1 to 200 characters.")
  String title = "";

  @Option(names = "--body", paramLabel = "TEXT", description = "Up to 4,000 characters.")
  @Nullable String body;

  @Option(
      names = "--link",
      paramLabel = "URL",
      description = {"Where it leads: https://..., or a path that begins", "with /."})
  @Nullable String link;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      description = "Users have a preference for each.")
  @Nullable String category;

  @Option(names = "--tag", paramLabel = "NAME", description = "May be repeated.")
  List<String> tags = new ArrayList<>();

  @Option(names = "--priority", paramLabel = "WORD", description = "low, normal or high.")
  @Nullable String priority;

  @Option(names = "--group", paramLabel = "NAME", description = "One group is shown as one.")
  @Nullable String group;

  @Option(names = "--data", paramLabel = "JSON", description = "Any JSON, up to 8 KiB.")
  @Nullable String data;

  @Option(
      names = "--except",
      paramLabel = "USER",
      description = "Who does not get it; may be repeated.")
  List<String> except = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "WHEN",
      description = {"Later: after a delay (10m), or at a time of RFC", "3339."})
  @Nullable String at;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = {"It disappears after a while (10m), or at a time of", "RFC 3339."})
  @Nullable String expires;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = {
        "Idempotency key: again with the same key has no",
        "effect. Default: a random one."
      })
  String key = UUID.randomUUID().toString();

  @Option(
      names = "--replace-key",
      paramLabel = "KEY",
      description = "Take the place of the one before it with this key.")
  @Nullable String replaceKey;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    server.useAuthority();
    Notify notify = new Notify(whom(), except, notification(), at, expires, key, replaceKey);
    try (BelfryClient client =
        new BelfryClient(base, ClientTimings.DEFAULT, server.checkedHeaders())) {
      return print(client.notify(notify));
    } catch (IOException noAnswer) {
      throw server.withAddress(base, noAnswer);
    }
  }

  private Notify.To whom() {
    if (to.everyone) {
      return new Notify.To.Everyone();
    }
    return to.users.isEmpty() ? new Notify.To.Channel(to.channel) : new Notify.To.Users(to.users);
  }

  private NotificationText notification() {
    try {
      NotificationBuilder notification = NotificationBuilder.titled(title);
      given(body, notification::body);
      given(link, notification::url);
      given(category, notification::category);
      given(priority, notification::priority);
      given(group, notification::group);
      tags.forEach(notification::tag);
      if (data != null) {
        notification.data(
            JsonText.parse(data).orElseThrow(() -> new IllegalArgumentException("data is JSON")));
      }
      return notification.build();
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), String.valueOf(refused.getMessage()));
    }
  }

  private static void given(@Nullable String value, Consumer<String> taker) {
    if (value != null) {
      taker.accept(value);
    }
  }

  private int print(NotifyOutcome outcome) {
    return switch (outcome) {
      case NotifyOutcome.Delivered(String id, long recipients) -> print(id + " " + recipients);
      case NotifyOutcome.Scheduled(String id, var time) ->
          print(TimeText.format(time.toEpochMilli()) + " " + id);
      case NotifyOutcome.Refused(var problem) -> {
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
