package dev.belfry.server.log;

import dev.belfry.server.runtime.Distribution;
import java.util.Optional;

/// How a store that is no plain memory does.
///
/// @param store what it is: `sqlite`, `postgresql`, `redis`
/// @param commits how long it takes until what is appended is kept, in seconds
/// @param groups how many messages are kept with one commit, where this node makes the groups
/// @param waiting what is appended and not answered now
/// @param waitingBytes what that comes to
public record StoreFigures(
    String store,
    Distribution.Copy commits,
    Optional<Distribution.Copy> groups,
    long waiting,
    long waitingBytes) {}
