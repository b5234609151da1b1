"""Speed and quality, measured beside something else in one run; each script prints figures and ratios."""
