package dev.belfry.conformance.checker;

import java.util.List;

/// What one subscriber saw of one channel, in order.
///
/// @param begin the subscriber asked for all that lies after this
record Story(String subscriber, Place begin, List<Sighting> sightings) {}
