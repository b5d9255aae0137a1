/// The seams to the machine: the event loop, the clock, and bytes that are shared and counted.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.runtime;
