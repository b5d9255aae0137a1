/// Who listens to what, one table per event loop, and the fan-out: read the log once, encode once,
/// hand the same bytes to everyone who is live.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.hub;
