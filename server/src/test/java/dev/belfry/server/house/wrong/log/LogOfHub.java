package dev.belfry.server.house.wrong.log;

import dev.belfry.server.house.wrong.hub.HubOfLog;

/// Wrong: a log must not know who reads it.
public record LogOfHub(HubOfLog hub) {}
