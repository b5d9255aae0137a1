/// Tickets: what a URL may carry in place of a token, since URLs are logged and kept. Good for
/// little, and for a short time.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.auth.ticket;
