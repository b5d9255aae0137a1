/// The one path of a message into its channel, whoever publishes and over whatever.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.publish;
