/// Tests of presence between nodes.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.presence.shared;
