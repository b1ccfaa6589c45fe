"""``python -m egov_idp.cli``: what the script ``egov`` becomes."""

from egov_idp.cli import main

main()
