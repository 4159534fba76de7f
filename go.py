#!/usr/bin/env python3
"""The front door: `python3 go.py demo`, `python3 go.py test`, or `make` with the same words.

Any Python from 3.8 may start it; the work itself is done by Python 3.11 to 3.13 in `.venv`.
`python3 go.py help` lists the verbs.
"""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))


def main():
    from bootstrap import interpreter

    interpreter.continue_with_a_fitting_one([os.path.join(ROOT, "go.py"), *sys.argv[1:]])
    from bootstrap import verbs

    return verbs.main(sys.argv[1:])


if __name__ == "__main__":
    sys.path.insert(0, ROOT)
    sys.exit(main())
