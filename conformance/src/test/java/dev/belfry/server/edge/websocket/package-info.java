/// The echo that the Autobahn test suite talks to, built from what is in this package.
@NullMarked
package dev.belfry.server.edge.websocket;

import org.jspecify.annotations.NullMarked;
