/// Netty as the rooms inside see it: loops, frames and outlets, on whichever transport the kernel
/// offers.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.transport;
