"""The language layer: quantities, periods, places, speakers and sentences as spans on a spaCy `Doc`."""
