"""Benchmarks: see each module. Never timed tests."""
