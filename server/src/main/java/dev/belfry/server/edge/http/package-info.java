/// HTTP/1.1 and HTTP/1.0: reads one request after another, has each go its way as an exchange, and
/// writes the responses, until the socket switches to another protocol.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http;
