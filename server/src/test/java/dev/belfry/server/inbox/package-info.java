@org.jspecify.annotations.NullMarked
package dev.belfry.server.inbox;
