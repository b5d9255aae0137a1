/// Whether what was acknowledged is kept: by a server that is killed again and again, on a disk
/// that is full, and on one that fails.
@NullMarked
package dev.belfry.conformance.crash;

import org.jspecify.annotations.NullMarked;
