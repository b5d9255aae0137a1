/// Logs that several nodes share: an engine outside of the process keeps them, and each node has
/// the tails of the channels that its clients listen to. What an engine says unasked is a hint;
/// what it answers is the truth.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.shared;
