/// Notifications and inboxes: what backends send, what users read, mark, follow and prefer.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.inbox;
