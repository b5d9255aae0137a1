/// Clients that nobody here wrote, against a running server.
@NullMarked
package dev.belfry.conformance.clients;

import org.jspecify.annotations.NullMarked;
