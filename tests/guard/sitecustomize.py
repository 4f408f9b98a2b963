"""Carries the network guard into every Python process that a test starts: `conftest.py` puts this folder on their path."""

import no_network

no_network.install()
