/// Tests of the house itself: how its sources look, and which room may name which.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.house;
