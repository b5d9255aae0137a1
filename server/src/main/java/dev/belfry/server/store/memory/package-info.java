/// Logs in memory: a channel belongs to the event loop that its name hashes to, which alone appends
/// and trims; every loop reads.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.memory;
