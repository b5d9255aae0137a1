package dev.belfry.server.edge.http.inbox;

import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.NotificationText;
import dev.belfry.protocol.Notify;
import dev.belfry.protocol.TimeText;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.inbox.Notification;
import dev.belfry.server.inbox.NotifyOutcome;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import dev.belfry.server.publish.PublishTerms;
import dev.belfry.server.publish.ScheduleTime;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Loop;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Notifies users: `POST /v1/notify`, and one user: `POST /v1/users/{user}/notify`.
///
/// @param reader of the body
record NotifyEndpoint(
    InboxServices services, Caller caller, String author, Function<String, Decoded<Notify>> reader)
    implements Endpoint {
  static final ChannelName EVERYONE = new ChannelName("@everyone");

  private static final long AT_ONCE = 0;

  /// The endpoint for a caller. Whom it may notify is asked once the body is read.
  public static Checked<Endpoint> of(InboxServices services, Caller caller) {
    return of(services, caller, Notify::read);
  }

  /// The endpoint for a tool with a form of its own, which notifies the user of the path.
  static Checked<Endpoint> of(InboxServices services, Caller caller, UserId user) {
    return of(services, caller, body -> Notify.readFlat(user.text(), body));
  }

  private static Checked<Endpoint> of(
      InboxServices services, Caller caller, Function<String, Decoded<Notify>> reader) {
    return caller
        .known()
        .then(services.rate()::take)
        .map(client -> new NotifyEndpoint(services, caller, client.principal().author(), reader));
  }

  @Override
  public void serve(Exchange exchange) {
    var _ = exchange.trace("notify");
    Checked<NotifyRequest> request =
        JsonBody.read(exchange.body(), reader).then(this::request).then(this::allowed);
    switch (request) {
      case Checked.Good<NotifyRequest>(NotifyRequest good) ->
          StageAnswer.await(
              exchange,
              services.inboxes().deliver(good),
              outcome -> {
                count(exchange.loop(), outcome);
                return response(outcome);
              });
      case Checked.Bad<NotifyRequest>(Problem problem) ->
          exchange.respond(Responses.problem(problem));
    }
  }

  private Checked<NotifyRequest> request(Notify notify) {
    if (!isKey(notify.key()) || !isKey(notify.replaceKey())) {
      return Checked.malformed("a key " + PublishTerms.KEY_FORM);
    }
    long now = services.clock().wallMillis();
    String at = notify.at();
    Optional<Long> atMillis = at == null ? Optional.of(AT_ONCE) : ScheduleTime.parse(at, now);
    if (atMillis.isEmpty()) {
      return Checked.malformed("at " + ScheduleTime.FORM);
    }
    String expires = notify.expires();
    Optional<Long> expiresMillis =
        expires == null
            ? Optional.of(Long.MAX_VALUE)
            : PublishTerms.timeToCome(expires, Math.max(now, atMillis.get()));
    if (expiresMillis.isEmpty()) {
      return Checked.malformed("expires " + PublishTerms.TIME_FORM);
    }
    return recipients(notify.to())
        .then(to ->
            users("except", notify.except())
                .map(except ->
                    new NotifyRequest(
                        author,
                        to,
                        new HashSet<>(except),
                        notification(notify.notification()),
                        atMillis.get(),
                        expiresMillis.get(),
                        Optional.ofNullable(notify.key()),
                        Optional.ofNullable(notify.replaceKey()))));
  }

  private static boolean isKey(@Nullable String key) {
    return key == null || PublishTerms.isKey(key);
  }

  private static Notification notification(NotificationText text) {
    return new Notification(text.fields(), text.category(), text.tags(), text.group());
  }

  private static Checked<Recipients> recipients(Notify.To to) {
    return switch (to) {
      case Notify.To.Users(List<String> users) -> users("users", users).map(Recipients.Users::new);
      case Notify.To.Channel(String channel) ->
          FeedName.parse(channel).map(Recipients.Followers::new);
      case Notify.To.Everyone() -> Checked.good(new Recipients.Everyone());
    };
  }

  private static Checked<List<UserId>> users(String name, List<String> texts) {
    List<UserId> users = new ArrayList<>(texts.size());
    for (String text : texts) {
      Optional<UserId> user = UserId.parse(text);
      if (user.isEmpty()) {
        return Checked.malformed(name + ": a user is text of 1 to 194 bytes");
      }
      users.add(user.get());
    }
    return Checked.good(users);
  }

  /// Every feed is asked about; who may notify everyone may notify each.
  private Checked<NotifyRequest> allowed(NotifyRequest request) {
    if (caller.check(Action.NOTIFY) instanceof Checked.Good) {
      return Checked.good(request);
    }
    List<ChannelName> feeds =
        switch (request.to()) {
          case Recipients.Users(List<UserId> users) -> users.stream().map(UserId::channel).toList();
          case Recipients.Followers(ChannelName feed) -> List.of(feed);
          case Recipients.Everyone() -> List.of(EVERYONE);
        };
    return caller.check(Action.NOTIFY, feeds).map(_ -> request);
  }

  private static void count(Loop loop, NotifyOutcome outcome) {
    switch (outcome) {
      case NotifyOutcome.Delivered _, NotifyOutcome.Scheduled _ ->
          loop.counters().add(Counted.NOTIFIES, 1);
      case NotifyOutcome.Conflict _, NotifyOutcome.ScheduleFull _ -> {}
    }
  }

  private static FullHttpResponse response(NotifyOutcome outcome) {
    return switch (outcome) {
      case NotifyOutcome.Delivered(var id, long recipients) ->
          json(201, Map.of("id", id.toString(), "recipients", recipients));
      case NotifyOutcome.Scheduled(var id, long atMillis) ->
          json(202, Map.of("id", id.toString(), "at", TimeText.format(atMillis)));
      case NotifyOutcome.Conflict() ->
          Responses.problem(
              Problem.word(409, "conflict", "the key was used for another notification"));
      case NotifyOutcome.ScheduleFull() ->
          Responses.problem(Problem.unavailable("too much is scheduled already"));
    };
  }

  private static FullHttpResponse json(int status, Map<String, Object> members) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("id", members.get("id"));
    ordered.putAll(members);
    return Responses.json(status, JsonMapper.shared().writeValueAsBytes(ordered));
  }
}
