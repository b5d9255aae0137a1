/// Whether the server does what it is there for: a probe goes the way that messages go, and loops
/// show that they live.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.health;
