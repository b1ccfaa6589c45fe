"""The command line: ``egov up``, ``egov test``, ``egov accounts``."""
