package dev.belfry.server.store;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Which store each channel belongs to, by its policy.
///
/// @param <S> what is wanted of a store
final class Routes<S> {
  private final ChannelPolicies policies;
  private final Map<ChannelPolicy.Store, S> stores;
  private final List<S> all;

  Routes(ChannelPolicies policies, Map<ChannelPolicy.Store, ? extends S> stores) {
    this.policies = policies;
    this.stores = new EnumMap<>(stores);
    this.all = List.copyOf(this.stores.values());
  }

  S of(ChannelName channel) {
    ChannelPolicy.Store name = policies.policyFor(channel).store();
    S store = stores.get(name);
    if (store == null) {
      throw new IllegalStateException("the wiring has no store " + name + " for " + channel);
    }
    return store;
  }

  /// All stores, always in the same order.
  List<S> all() {
    return all;
  }
}
