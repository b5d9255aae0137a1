/// Publishing over HTTP: one message, a batch, and cancelling what is scheduled.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.publish;
