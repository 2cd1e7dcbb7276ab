"""Field visits: the forms that phones fill in (XLSForm), and what they send back."""
