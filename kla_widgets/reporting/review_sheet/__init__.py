"""The sheet in which an evaluator fills in decisions beside a rendered report, and how it is read again."""
