"""Measurements of Khabar on this machine; ``python -m benchmarks`` lists them."""
