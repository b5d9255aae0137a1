package dev.belfry.server.edge.http.inbox;

import dev.belfry.protocol.InboxPreferences;
import dev.belfry.protocol.InboxPreferences.Wish;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.inbox.Preference;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a user wants of each category. Those that the operator has locked are as the operator wants
/// them: in the inbox, and pushed.
///
/// @param changes whether the body says what is wanted
record PreferencesEndpoint(InboxServices services, UserId user, boolean changes)
    implements Endpoint {
  private static final Preference STANDARD = new Preference(true, true);

  @Override
  public void serve(Exchange exchange) {
    if (!changes) {
      answer(exchange);
      return;
    }
    switch (JsonBody.read(exchange.body(), InboxPreferences::read).then(this::unlocked)) {
      case Checked.Good<InboxPreferences>(InboxPreferences wanted) -> set(exchange, wanted);
      case Checked.Bad<InboxPreferences>(Problem problem) ->
          exchange.respond(Responses.problem(problem));
    }
  }

  private Checked<InboxPreferences> unlocked(InboxPreferences wanted) {
    Optional<String> locked =
        wanted.categories().keySet().stream()
            .filter(services.locked()::contains)
            .sorted()
            .findFirst();
    return locked.isEmpty()
        ? Checked.good(wanted)
        : Checked.bad(Problem.forbidden("the category " + locked.get() + " is locked"));
  }

  private void set(Exchange exchange, InboxPreferences wanted) {
    StageAnswer.then(
        exchange,
        services
            .inboxes()
            .preferences(user)
            .thenCompose(before -> services.inboxes().prefer(user, merged(before, wanted))),
        _ -> answer(exchange));
  }

  private static Map<String, Preference> merged(
      Map<String, Preference> before, InboxPreferences wanted) {
    Map<String, Preference> merged = new HashMap<>();
    wanted
        .categories()
        .forEach((category, wish) -> {
          Preference known = before.getOrDefault(category, STANDARD);
          Boolean inbox = wish.inbox();
          Boolean push = wish.push();
          merged.put(
              category,
              new Preference(
                  inbox == null ? known.inbox() : inbox, push == null ? known.push() : push));
        });
    return merged;
  }

  private void answer(Exchange exchange) {
    StageAnswer.await(exchange, services.inboxes().preferences(user), this::response);
  }

  private FullHttpResponse response(Map<String, Preference> preferences) {
    Map<String, Wish> wishes = new HashMap<>();
    preferences.forEach(
        (category, wanted) -> wishes.put(category, new Wish(wanted.inbox(), wanted.push(), false)));
    services.locked().forEach(category -> wishes.put(category, new Wish(true, true, true)));
    String json = new InboxPreferences(wishes).toJson();
    return Responses.json(200, json.getBytes(StandardCharsets.UTF_8));
  }
}
