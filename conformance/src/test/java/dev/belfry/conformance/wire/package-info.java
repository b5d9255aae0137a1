/// A running server, and the smallest tools that speak to it: made of JDK sockets alone, so that
/// they share no code, and no misreading, with the server they test.
@NullMarked
package dev.belfry.conformance.wire;

import org.jspecify.annotations.NullMarked;
