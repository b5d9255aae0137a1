package dev.belfry.server.simulation;

import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.SessionContext;

/// Where clients come in: one event loop of a server.
///
/// @param scarce whether there may be no memory for what its clients send
/// @param fault what is wrong with its sessions
record Door(SessionContext room, FramedContext framed, boolean scarce, Fault fault) {
  SimulatedLoop loop() {
    return (SimulatedLoop) room.loop();
  }
}
