"""Many bills of materials: which there are, where each is judged, and what is remembered of them."""
