"""Signs in as a browser would, to see whether a province's people can (ADR 0084).

The module ``probe`` has a client in each realm and nothing else: no process, no page, no tile. Its
addresses end in ``.invalid``; the code is read off the redirect, which nobody follows.
"""
