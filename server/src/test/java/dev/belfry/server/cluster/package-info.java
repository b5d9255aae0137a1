/// Tests of what nodes know of one another.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.cluster;
