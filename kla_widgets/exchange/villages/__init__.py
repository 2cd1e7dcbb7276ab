"""Village and sub-district tables: yes or no for every criterion and place, and the percentages that follow."""
