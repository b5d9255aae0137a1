package dev.belfry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `belfry import notifications`: what users had elsewhere comes into their inboxes.
@Command(
    name = "import",
    description = {
      "Put what users had elsewhere into their inboxes.",
      "Each item comes at its time. The file has a line of JSON for each:",
      "  {\"user\":\"42\",\"title\":\"Your order has shipped\",\"url\":\"/orders/7\",",
      "   \"createdAt\":\"2026-11-23T10:00:00Z\",\"read\":true,\"key\":\"17\"}",
      "Other members are those of a notification, and expiresAt, seen, archived. An item",
      "whose key came before, for this user and in the last 24 hours, is passed over.",
      "How far it is stands in a file beside it, FILE.progress: the same command goes on",
      "from there.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  belfry import notifications old.jsonl --token \"$ADMIN_KEY\""})
final class ImportCommand implements Callable<Integer> {
  private static final int LINES_MAX = 500;
  private static final int CHARACTERS_MAX = 64 * 1024;

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerAddress server = new ServerAddress();

  /// What can be imported.
  enum Kind {
    notifications
  }

  @Parameters(index = "0", paramLabel = "notifications", description = "What is imported.")
  Kind kind = Kind.notifications;

  @Parameters(index = "1", paramLabel = "FILE", description = "Lines of JSON, in UTF-8.")
  Path file = Path.of("");

  private long imported;
  private long known;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI base = server.checked();
    server.useAuthority();
    Path progress = file.resolveSibling(file.getFileName() + ".progress");
    long done = Files.exists(progress) ? readProgress(progress) : 0;
    try (ServerCalls calls = new ServerCalls(server, base);
        BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      skip(lines, done);
      importAll(calls, lines, done, progress);
    }
    Files.deleteIfExists(progress);
    PrintWriter out = spec.commandLine().getOut();
    out.println(imported + " imported, " + known + " known before");
    return 0;
  }

  private static long readProgress(Path progress) throws IOException {
    try {
      return Long.parseLong(Files.readString(progress).strip());
    } catch (NumberFormatException torn) {
      throw new IOException(progress + " does not say how far the import is; remove it", torn);
    }
  }

  private static void skip(BufferedReader lines, long count) throws IOException {
    for (long i = 0; i < count; i++) {
      if (lines.readLine() == null) {
        throw new IOException("the file has fewer lines than were imported of it before");
      }
    }
  }

  private void importAll(ServerCalls calls, BufferedReader lines, long doneBefore, Path progress)
      throws IOException, InterruptedException {
    long done = doneBefore;
    StringBuilder batch = new StringBuilder();
    int count = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (count == LINES_MAX || batch.length() + line.length() > CHARACTERS_MAX) {
        done = send(calls, batch, done, count, progress);
        count = 0;
      }
      batch.append(line).append('\n');
      count++;
    }
    if (count > 0) {
      done = send(calls, batch, done, count, progress);
    }
  }

  private long send(ServerCalls calls, StringBuilder batch, long done, int count, Path progress)
      throws IOException, InterruptedException {
    if (!batch.isEmpty()) {
      JsonNode answer;
      try {
        answer = calls.post("/v1/import", batch.toString());
      } catch (IOException failure) {
        throw new IOException(
            Main.reasonOf(failure) + " (lines are counted from line " + (done + 1) + ")", failure);
      }
      imported += answer.path("imported").asLong();
      known += answer.path("known").asLong();
    }
    batch.setLength(0);
    Path fresh = progress.resolveSibling(progress.getFileName() + ".new");
    Files.writeString(fresh, Long.toString(done + count));
    Files.move(
        fresh, progress, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return done + count;
  }
}
