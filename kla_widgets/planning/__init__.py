"""From scores to a plan: what is still to be had, why, and who holds it."""
