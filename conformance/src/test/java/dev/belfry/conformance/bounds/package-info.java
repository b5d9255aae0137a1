/// What the server's memory comes to under load that would fill it.
@NullMarked
package dev.belfry.conformance.bounds;

import org.jspecify.annotations.NullMarked;
