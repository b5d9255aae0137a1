package dev.belfry.server.simulation;

import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.FramedRoom;
import dev.belfry.server.session.SessionRoom;

/// Where clients come in: one event loop of a server.
///
/// @param fault what is wrong with its sessions
record Door(SessionRoom room, FramedRoom framed, Fault fault) {
  SimulatedLoop loop() {
    return (SimulatedLoop) room.loop();
  }
}
