/// The simulated server on a real database.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.simulation;
