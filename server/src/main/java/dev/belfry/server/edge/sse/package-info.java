/// Event streams (HTML standard, "Server-sent events"): the protocol, its dialects, its connection.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.sse;
