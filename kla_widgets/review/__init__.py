"""Evaluators: stages and their signatures, decisions about claims, and checks of consistency."""
