"""The facilitators' workbook: forms that save every edit, scores that follow at once."""
