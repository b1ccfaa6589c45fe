"""What the national portal is told of each dossier, and how it gets there even after an outage.

Every step of a dossier leaves a row in the outbox, in the transaction of the step itself. A thread
of the module sends them, the oldest of each dossier first, as often as it takes.
"""
