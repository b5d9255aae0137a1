/// What a user sees: the feeds of an inbox and what the user did with them, put together. Nothing
/// here waits, and nothing is stored: the store reads the parts, and writes what becomes of them.
@NullMarked
package dev.belfry.server.inbox.view;

import org.jspecify.annotations.NullMarked;
