/// Several servers, each a process of its own, on one engine, while servers, engine and the network
/// between them fail.
@NullMarked
package dev.belfry.conformance.cluster;

import org.jspecify.annotations.NullMarked;
