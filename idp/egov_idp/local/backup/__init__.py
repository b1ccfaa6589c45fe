"""A platform's whole state in one file, and back: ``./egov backup`` and ``./egov restore``.

::

    manifest   what a backup holds: versions, counts, and size and SHA-256 of every member
    archive    the file itself: written beside and renamed, checked whole while it is unpacked
    pause      stops the platform's writers for a moment (a script of its own, see `hold`)
    taking     the copies that belong together, and the counts of what was copied
    loading    the same back, into folders beside those that are in use
    swap       both put in each other's place, so that a kill -9 leaves the old state or the new
"""
