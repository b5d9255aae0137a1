/// The server in one thread: many clients, faulty transports, and every choice drawn from a seed.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.simulation;
