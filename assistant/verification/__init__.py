"""Every sentence held against the spans that it cites, before anyone sees it. No network, no model: the same input, the same
verdict.
"""
