"""Peers, each written as its own manual says."""
