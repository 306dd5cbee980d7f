"""Nothing is imported that is not declared, nothing is declared that is not imported, and nothing lies about unused."""

import re
import subprocess
import sys
from pathlib import Path

from infra import ROOT


def said(tool: str, *arguments: str) -> str:
    program = str(Path(sys.executable).with_name(tool))
    made = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", made.stdout + made.stderr)


def test_what_the_functions_import_is_declared_and_what_is_declared_is_imported():
    output = said("deptry", "functions", "layers/care/python")
    assert "No dependency issues found" in output, output


def test_no_function_method_or_class_is_there_for_nobody():
    # Fields and attributes are read by templates, pydantic and jsii, where vulture does not look.
    said_of = said("vulture").splitlines()
    found = [line for line in said_of if "unused variable" not in line and "unused attribute" not in line]
    assert found == []
