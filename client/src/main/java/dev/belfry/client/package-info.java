/// The Java client. [BelfryConnection] is one WebSocket for many channels: publish, subscribe,
/// history, presence, kept up across lost connections. [BelfryClient] does with plain HTTP requests
/// and event streams. Both need the JDK and the protocol's records only.
@org.jspecify.annotations.NullMarked
package dev.belfry.client;
