"""Files in and out: what districts, agencies and villages send, and what they get back."""
