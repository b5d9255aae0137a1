/// The command line: one class a subcommand. Results go to standard output, what is said about them
/// to standard error; exit codes are 0, 1 for a failure and 2 for wrong usage or configuration.
@org.jspecify.annotations.NullMarked
package dev.belfry.cli;
