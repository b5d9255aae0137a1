package dev.belfry.server.store.shared;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Clock;
import java.util.random.RandomGenerator;

/// An engine as it is wanted.
///
/// @param kept which channels it keeps
/// @param random for epochs and ids: one that any thread may use, and secure but in tests
public record EngineRequest(
    EngineUrl url,
    ServerConfig config,
    ChannelPolicies policies,
    ChannelPolicy.Store kept,
    Clock clock,
    RandomGenerator random) {}
