package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.inbox.FollowOutcome;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Lets a feed into a user's inbox, or takes it out. A user may follow what the user may subscribe
/// to; that is asked now, and not again.
record FollowEndpoint(InboxServices services, UserId user, ChannelName feed, boolean follows)
    implements Endpoint {
  static Checked<Endpoint> of(
      InboxServices services, InboxOwner owner, Caller caller, String name, boolean follows) {
    boolean asks = follows && owner.client().principal() instanceof Principal.User;
    return FeedName.parse(name)
        .then(
            feed -> asks ? caller.check(Action.SUBSCRIBE, feed).map(_ -> feed) : Checked.good(feed))
        .map(feed -> new FollowEndpoint(services, owner.user(), feed, follows));
  }

  @Override
  public void serve(Exchange exchange) {
    StageAnswer.await(
        exchange,
        follows ? services.inboxes().follow(user, feed) : services.inboxes().unfollow(user, feed),
        outcome ->
            switch (outcome) {
              case CHANGED, SAME -> Responses.empty(204);
              case TOO_MANY -> {
                String most = "a user follows at most " + FollowOutcome.FOLLOWS_MAX + " feeds";
                yield Responses.problem(Problem.word(409, "conflict", most));
              }
            });
  }

  /// The feeds that a user follows.
  static Endpoint list(InboxServices services, UserId user) {
    return exchange ->
        StageAnswer.await(
            exchange,
            services.inboxes().follows(user),
            feeds -> {
              List<String> names = feeds.stream().map(ChannelName::text).sorted().toList();
              return Responses.json(
                  200, JsonMapper.shared().writeValueAsBytes(Map.of("follows", names)));
            });
  }
}
