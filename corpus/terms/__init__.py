"""The termbase: institutional terms in Arabic and English, what reads them, what checks them, what proposes more."""
