/// Dispatch: finds the route of a request and judges it by its head, once; routes, resources,
/// endpoints, and what every response has to say.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.dispatch;
