/// The only room that names Netty: the wiring of what faces the network, and the list of its
/// routes.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge;
