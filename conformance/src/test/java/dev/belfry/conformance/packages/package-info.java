/// The packages of `packaging/build.sh`, as a machine that gets them finds them, and the files in
/// `deploy` that start them.
@NullMarked
package dev.belfry.conformance.packages;

import org.jspecify.annotations.NullMarked;
