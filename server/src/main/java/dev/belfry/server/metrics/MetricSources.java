package dev.belfry.server.metrics;

import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.health.Health;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.runtime.Distribution;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Where figures come from that no event loop counts. Any thread asks.
///
/// @param version of Belfry
/// @param loopTasks that wait for event loops
/// @param loopLag how late event loops are
public record MetricSources(
    String version,
    LongSupplier users,
    LongSupplier channels,
    LongSupplier loopTasks,
    Supplier<Distribution.Copy> loopLag,
    Supplier<List<StoreFigures>> stores,
    Supplier<BusFigures> bus,
    Health health) {}
