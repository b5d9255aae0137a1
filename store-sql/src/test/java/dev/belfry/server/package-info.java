/// Durable channels of whole servers, over sockets.
@org.jspecify.annotations.NullMarked
package dev.belfry.server;
