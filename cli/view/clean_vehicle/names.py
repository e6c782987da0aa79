"""Names in words."""

TESTS = {"traced": "traced qualifying value test", "value_added": "50 percent value-added test"}
"""The two tests of the critical minerals percentage (26 CFR 1.30D-3)."""
