package dev.belfry.server.house.wrong.hub;

import dev.belfry.server.house.wrong.log.LogOfHub;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Wrong: bytes of a particular network library.
public record HubOfLog(@Nullable LogOfHub log, ByteBuf bytes) {}
