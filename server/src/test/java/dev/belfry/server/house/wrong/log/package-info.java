/// A log that names the hub above it: wrong, to show that the rules find it.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.house.wrong.log;
