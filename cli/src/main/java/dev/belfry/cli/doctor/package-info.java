/// What `belfry doctor` looks at: the machine that a server is to run on.
@NullMarked
package dev.belfry.cli.doctor;

import org.jspecify.annotations.NullMarked;
