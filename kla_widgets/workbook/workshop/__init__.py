"""``kla workshop``: a Jupyter server of its own, set up for a room full of people who are no programmers."""
