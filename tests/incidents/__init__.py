"""Tests of the incident library."""
