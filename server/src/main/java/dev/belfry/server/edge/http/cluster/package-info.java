/// What a node says of itself and the others.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.cluster;
