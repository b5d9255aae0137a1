/// Tests of the house itself, with the room that this module adds.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.house;
