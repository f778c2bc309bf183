"""Runs in the real bubblewrap: collected where EDGEWISE_STRICT is set; then it must be there."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("EDGEWISE_STRICT") else ["test_real_sandbox.py"]
