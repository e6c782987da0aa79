"""A weighted share between bounds against a requirement, and what decides it: used by every regime."""
