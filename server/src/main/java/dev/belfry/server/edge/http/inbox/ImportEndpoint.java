package dev.belfry.server.edge.http.inbox;

import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.ImportLine;
import dev.belfry.protocol.NotificationText;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.Utf8Text;
import dev.belfry.server.inbox.ImportedItem;
import dev.belfry.server.inbox.Notification;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Takes items that users had elsewhere: `POST /v1/import`, a line of JSON for each. All of them
/// or, where one can't be read, none.
record ImportEndpoint(InboxServices services) implements Endpoint {
  static Checked<Endpoint> of(InboxServices services, Caller caller) {
    return caller.check(Action.ADMIN).map(_ -> new ImportEndpoint(services));
  }

  @Override
  public void serve(Exchange exchange) {
    Checked<List<ImportedItem>> items =
        Utf8Text.decode(exchange.body())
            .map(this::items)
            .orElseGet(() -> Checked.malformed("the body is not UTF-8"));
    switch (items) {
      case Checked.Good<List<ImportedItem>>(List<ImportedItem> good) ->
          StageAnswer.await(
              exchange,
              services.inboxes().importItems(good),
              taken -> Responses.json(200, answer(taken, good.size())));
      case Checked.Bad<List<ImportedItem>>(Problem problem) ->
          exchange.respond(Responses.problem(problem));
    }
  }

  private static byte[] answer(int taken, int all) {
    return JsonMapper.shared()
        .writeValueAsBytes(
            JsonMapper.shared()
                .createObjectNode()
                .put("imported", taken)
                .put("known", all - taken));
  }

  private Checked<List<ImportedItem>> items(String body) {
    Instant now = Instant.ofEpochMilli(services.clock().wallMillis());
    List<ImportedItem> items = new ArrayList<>();
    int number = 0;
    for (String line : body.split("\\r?\\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      if (items.size() == ImportedItem.MOST) {
        return Checked.malformed("at most " + ImportedItem.MOST + " lines at once");
      }
      switch (item(line, now)) {
        case Checked.Good<ImportedItem>(ImportedItem item) -> items.add(item);
        case Checked.Bad<ImportedItem>(Problem problem) -> {
          return Checked.malformed("line " + number + ": " + problem.detail());
        }
      }
    }
    return Checked.good(items);
  }

  private static Checked<ImportedItem> item(String line, Instant now) {
    return switch (ImportLine.read(line)) {
      case Decoded.Frame<ImportLine>(ImportLine read) -> item(read, now);
      case Decoded.Refused<ImportLine>(_, String message) -> Checked.malformed(message);
      case Decoded.Broken<ImportLine>(String message) -> Checked.malformed(message);
    };
  }

  private static Checked<ImportedItem> item(ImportLine line, Instant now) {
    Optional<UserId> user = UserId.parse(line.user());
    if (user.isEmpty()) {
      return Checked.malformed("a user is text of 1 to 194 bytes");
    }
    if (line.createdAt().isAfter(now)) {
      return Checked.malformed("createdAt is to come");
    }
    NotificationText text = line.notification();
    Instant expires = line.expiresAt();
    return Checked.good(
        new ImportedItem(
            user.get(),
            new Notification(text.fields(), text.category(), text.tags(), text.group()),
            ChronoUnit.MICROS.between(Instant.EPOCH, line.createdAt()),
            expires == null ? Long.MAX_VALUE : expires.toEpochMilli(),
            line.seen(),
            line.read(),
            line.archived(),
            line.key()));
  }
}
