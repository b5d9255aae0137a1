/// The words on the wire: positions, messages, error words and close codes, as records with one
/// codec each. Server, client and command line share them; `vectors/` holds golden examples.
@org.jspecify.annotations.NullMarked
package dev.belfry.protocol;
