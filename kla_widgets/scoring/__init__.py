"""From answers to a predicate: credit, points, indicators, clusters, total. Pure, and vectorised over regions."""
