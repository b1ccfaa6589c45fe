"""What ``./egov person`` and ``./egov unit`` ask: for whoever runs the platform, on no network.

The socket is the right: it lies in the platform's own folder with mode 0600. Nothing of this is
reached over TCP.
"""
