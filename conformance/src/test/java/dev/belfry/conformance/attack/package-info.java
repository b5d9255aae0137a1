/// What a hostile or broken client says, at the level of the socket: it costs at most its own
/// connection.
@NullMarked
package dev.belfry.conformance.attack;

import org.jspecify.annotations.NullMarked;
