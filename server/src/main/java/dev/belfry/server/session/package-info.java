/// One connected client: what it says comes in, what it is due goes out through its outbox, and
/// what it could not take at once it catches up with from the log.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.session;
