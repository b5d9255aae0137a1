package dev.belfry.server.inbox;

/// What a user wants of a category.
///
/// @param inbox whether its items are in the inbox
/// @param push whether they are pushed to devices that are not connected
public record Preference(boolean inbox, boolean push) {}
