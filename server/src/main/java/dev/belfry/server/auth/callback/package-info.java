/// Asking the application who a client is, from what the client's request brought along.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.auth.callback;
