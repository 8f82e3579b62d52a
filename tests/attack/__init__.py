"""Attacks on a server: bytes, requests and people that mean no good, and what must come of them."""
