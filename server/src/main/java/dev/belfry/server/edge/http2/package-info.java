/// HTTP/2 (RFC 9113): a connection of many streams, each of which carries one request and its
/// response, or becomes an event stream. Everything above the frames is that of HTTP/1.1: the
/// exchanges, their judge and their endpoints.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http2;
