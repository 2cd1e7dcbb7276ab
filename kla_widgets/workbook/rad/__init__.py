"""The page of the plan: goal, proposal, actions, matrix and progress, edited in grids."""
