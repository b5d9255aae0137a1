/// Finds lost, repeated and reordered messages from outside: publishers and subscribers that are
/// cut, stop and resume at random, and a verdict over what they saw.
@NullMarked
package dev.belfry.conformance.checker;

import org.jspecify.annotations.NullMarked;
