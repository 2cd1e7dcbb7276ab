"""What is answered: the store of answers, evidence, reported points and statements, with an append-only journal."""
