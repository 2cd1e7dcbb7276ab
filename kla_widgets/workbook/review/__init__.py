"""The page of the evaluators: claim, evidence, rule and decision side by side, stage by stage."""
