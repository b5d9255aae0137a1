/// Whether a server ends where it began, after a long time with clients that stall, vanish and
/// flood, a store that pauses, and reloads.
@NullMarked
package dev.belfry.conformance.soak;

import org.jspecify.annotations.NullMarked;
