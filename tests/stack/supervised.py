"""A supervisor over parts of a test's own making.

Run as ``supervised.py PLAN`` with the environment of ``./run``. PLAN is JSON: ``steps``, a list of
``{"code", "is_result", "mark"}``, and ``units``, a mapping of names to Python code, web first.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    runpy.run_path(str(PROJECT / "app" / "stack" / "launch.py"))["stand_in"]()
    from app.stack import StackError
    from app.stack.processes import Unit
    from app.stack.supervisor import Plan, Step, run
    from app.stack.waiting import hold_signals
    from config import ConfigError, Settings

    def unit(name: str, code: str) -> Unit:
        argv = (sys.executable, "-c", code, str(settings.instance_dir), name)
        environ = {**os.environ, "PORT": str(settings.port)}
        return Unit(name, argv, environ, settings.instance_dir, stop_seconds=5.0)

    def step(number: int, part: dict[str, Any]) -> Step:
        mark = settings.instance_dir / part["mark"] if "mark" in part else None
        return Step(unit(f"step {number}", part["code"]), part.get("is_result", False), mark)

    hold_signals()
    try:
        settings = Settings.from_env()
        wanted = json.loads(sys.argv[1])
        web, *rest = (unit(name, code) for name, code in wanted["units"].items())
        steps = [step(number, part) for number, part in enumerate(wanted["steps"])]
        plan = Plan(tuple(steps), web, tuple(rest))
        sys.exit(run(settings, plan))
    except (ConfigError, StackError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
