/// Tests that reach into the server: its wiring, with something put in between.
@NullMarked
package dev.belfry.server;

import org.jspecify.annotations.NullMarked;
