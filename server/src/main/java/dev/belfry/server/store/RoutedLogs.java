package dev.belfry.server.store;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The logs of all stores: each channel's calls go to the store that its policy names.
public final class RoutedLogs implements Logs {
  private final Routes<Logs> routes;

  public RoutedLogs(ChannelPolicies policies, Map<ChannelPolicy.Store, ? extends Logs> stores) {
    this.routes = new Routes<>(policies, stores);
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    routes.of(channel).append(channel, draft, caller, then);
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    routes.of(channel).register(channel, listener);
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    routes.of(channel).unregister(channel, listener);
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    routes.of(channel).find(channel, caller, then);
  }

  @Override
  public KnownChannels known() {
    return new KnownInAll(
        routes.all().stream().map(Logs::known).toList(), channel -> routes.of(channel).known());
  }

  /// All have to be ready; one is asked after the other, until one is not.
  @Override
  public void ready(Loop caller, Consumer<Boolean> then) {
    ready(routes.all(), caller, then);
  }

  private static void ready(List<Logs> stores, Loop caller, Consumer<Boolean> then) {
    if (stores.isEmpty()) {
      then.accept(true);
      return;
    }
    stores
        .getFirst()
        .ready(
            caller,
            ready -> {
              if (ready) {
                ready(stores.subList(1, stores.size()), caller, then);
              } else {
                then.accept(false);
              }
            });
  }
}
