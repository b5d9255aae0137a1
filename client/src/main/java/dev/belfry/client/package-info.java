/// The Java client: publish to channels and listen to them, over HTTP and event streams, with
/// reconnect and resume. [BelfryClient] is the way in; it needs the JDK and the protocol's records
/// only.
@org.jspecify.annotations.NullMarked
package dev.belfry.client;
