/// The echo that the Autobahn test suite talks to.
@NullMarked
package dev.belfry.conformance.autobahn;

import org.jspecify.annotations.NullMarked;
