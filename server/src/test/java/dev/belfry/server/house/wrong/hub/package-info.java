/// A hub that is right to name the log, and wrong to name Netty.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.house.wrong.hub;
