/// The inbox of each user: a view over the feeds that the user follows, with what the user has
/// seen, read, archived and removed.
@NullMarked
package dev.belfry.server.inbox;

import org.jspecify.annotations.NullMarked;
