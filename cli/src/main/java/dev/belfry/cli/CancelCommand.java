package dev.belfry.cli;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.CancelOutcome;
import dev.belfry.client.ClientTimings;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belfry cancel`: takes a scheduled message back.
@Command(
    name = "cancel",
    description = {"Take back a message published with --at, before it appears.", ""},
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Example:",
      "  belfry publish kitchen 'Tea is ready' --at 10m",
      "  2026-11-24T10:10:00.123Z 01KB3V9Q0D2T8M5R7W4X6Y1Z0A",
      "  belfry cancel 01KB3V9Q0D2T8M5R7W4X6Y1Z0A"
    })
final class CancelCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(index = "0", paramLabel = "ID", description = "The id that publish printed.")
  String id = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    server.useAuthority();
    try (BelfryClient client =
        new BelfryClient(base, ClientTimings.DEFAULT, server.checkedHeaders())) {
      return switch (client.cancel(id)) {
        case CancelOutcome.Cancelled() -> 0;
        case CancelOutcome.NotScheduled() -> failed("no message with this id is to come");
        case CancelOutcome.Refused(var problem) -> failed("refused: " + problem);
      };
    } catch (IOException noAnswer) {
      throw server.withAddress(base, noAnswer);
    }
  }

  private int failed(String reason) {
    Main.complain(spec.commandLine().getErr(), reason);
    return Main.FAILED;
  }
}
