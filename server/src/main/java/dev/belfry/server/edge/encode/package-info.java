/// Encoders that several protocols share: a message as JSON or as its data alone, and the lines of
/// an event stream.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.encode;
