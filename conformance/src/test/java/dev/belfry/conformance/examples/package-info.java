/// The examples, as those who copy them see them: each started by its one command, in a browser.
@NullMarked
package dev.belfry.conformance.examples;

import org.jspecify.annotations.NullMarked;
