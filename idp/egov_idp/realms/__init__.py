"""Realm documents: base, province overlays and module fragments made into one JSON."""
