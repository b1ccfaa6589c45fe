"""The platform in containers: what each service of ``docker-compose.yml`` runs.

One image holds everything; ``egov-container NAME`` does one step and ends, or becomes one process.
"""
