"""Tests of what is in bench/: python3 -B -m unittest discover -s bench/tests -t bench"""
