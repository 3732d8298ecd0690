"""Rolls a version of the service out behind a real proxy, under load, and judges it. See deploy/rehearse."""
