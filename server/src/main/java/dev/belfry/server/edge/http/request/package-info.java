/// Requests as they are read: target, query, headers, who may send them; and the problem with one
/// that can't be served.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.request;
