"""``egov-container NAME``: one step of the start, or the process of one service."""

import sys

from egov_idp.containers.place import describe_here
from egov_idp.containers.services import STEPS, become, process
from egov_idp.errors import IdpError


def main() -> None:
    """Do the step, or become the process; an error of ours is one clear text."""
    if len(sys.argv) != 2:
        sys.exit("usage: egov-container NAME")
    name = sys.argv[1]
    try:
        described = describe_here()
        if name in STEPS:
            STEPS[name](described)
        else:
            become(process(described, name))
    except IdpError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
