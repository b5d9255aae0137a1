package dev.belfry.server.edge;

import dev.belfry.server.config.HeapPlan;
import dev.belfry.server.config.Host;
import dev.belfry.server.config.Limits;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.config.WebOrigin;
import dev.belfry.server.edge.http.publish.BatchBounds;
import dev.belfry.server.edge.http.request.AccessSettings;
import dev.belfry.server.edge.http.request.Forwarding;
import dev.belfry.server.edge.netty.ConnectionTimeouts;
import dev.belfry.server.log.PageBounds;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/// What the configuration says to the sockets and routes of every loop.
///
/// @param messageBytesMax what a message, and so most bodies, may have
/// @param headerBytesMax what the head of a request may have
/// @param historyPageMax messages in one page of history
/// @param historyPages what pages of history may take beside that
/// @param channelsPerStreamMax channels in one event stream
/// @param notifyBytesMax what a request to notify may have
/// @param lockedCategories which users can't switch off
/// @param subscriptionsMax channels that one framed session may be subscribed to
/// @param connectWithin how long a framed client may take to say `connect`
/// @param framedPing after how long without anything else a framed client is pinged
/// @param compression whether permessage-deflate is agreed to when it is offered
/// @param adminApart whether what is for those who run the server has a listener of its own
record EdgeSettings(
    AccessSettings access,
    ConnectionTimeouts timeouts,
    int messageBytesMax,
    int headerBytesMax,
    int historyPageMax,
    PageBounds historyPages,
    int channelsPerStreamMax,
    BatchBounds batch,
    int notifyBytesMax,
    Set<String> lockedCategories,
    int subscriptionsMax,
    Duration connectWithin,
    Duration framedPing,
    boolean compression,
    boolean adminApart) {
  static EdgeSettings of(ServerConfig config, HeapPlan heap) {
    Limits limits = config.limits();
    return new EdgeSettings(
        accessOf(config),
        timeoutsOf(limits),
        limits.message().intBytes(),
        limits.headerBlock().intBytes(),
        limits.historyPage(),
        new PageBounds(heap.pageBytes(), heap.pages()),
        limits.channelsPerStream(),
        new BatchBounds(limits.batch().intBytes(), limits.publishesUnanswered()),
        config.inbox().request().intBytes(),
        config.inbox().locked(),
        limits.subscriptions(),
        limits.handshake(),
        limits.ping(),
        config.websocket().compression(),
        config.server().admin().port().isPresent());
  }

  /// Which hosts and origins a configuration lets in.
  static AccessSettings accessOf(ServerConfig config) {
    return new AccessSettings(
        config.server().host().loopback(),
        config.hosts().stream().map(Host::text).collect(Collectors.toSet()),
        config.origins().stream().map(WebOrigin::text).collect(Collectors.toSet()),
        new Forwarding(config.server().trustedProxies(), config.server().forwardedHeader()),
        config.server().dev());
  }

  private static ConnectionTimeouts timeoutsOf(Limits limits) {
    return new ConnectionTimeouts(
        (int) limits.ping().toSeconds(),
        (int) limits.pong().toSeconds(),
        (int) limits.stalled().toSeconds(),
        (int) limits.handshake().toSeconds(),
        (int) limits.keepAlive().toSeconds());
  }
}
