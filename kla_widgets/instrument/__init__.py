"""What is asked: instruments as data, loaded, checked with coded errors, versioned by cycle."""
