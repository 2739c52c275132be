"""What `bench/simulate` is made of. Python's standard library only."""
