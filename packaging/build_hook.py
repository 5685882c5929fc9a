"""hatchling's hook: the kernels are compiled with the package, editable or not.

Where they can't be, the package is complete without them: torch multiplies, more slowly.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kernels


class KernelsHook(BuildHookInterface):
    """Named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and put the library into a wheel that fits this kind of machine alone."""
        try:
            library = kernels.build(kernels.this_target(), kernels.SOURCES)
        except kernels.NoCompilerError as error:
            self.app.display_warning(
                f"The engine's own kernels are left out, and torch computes in their place, more "
                f"slowly: {error}"
            )
            return
        build_data["artifacts"].append(library.relative_to(kernels.ROOT).as_posix())
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{self._platform()}"

    def _platform(self) -> str:
        from packaging.tags import platform_tags

        return next(iter(platform_tags()))
