"""Each published number as one command; benchmarks/README.md has them."""
