/// Requests about who may come in: tickets, and users who are told to go.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.identity;
