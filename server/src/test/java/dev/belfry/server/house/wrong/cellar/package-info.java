/// A package that is no room of the house.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.house.wrong.cellar;
