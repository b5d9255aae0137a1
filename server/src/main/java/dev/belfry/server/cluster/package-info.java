/// What a node knows of the others: who is there, for how long it counts as there, and hints that
/// something they share has changed.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.cluster;
