/// The configuration, from what people write to what the server is told.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.config;
