"""The compiled part. Its interface is the package's."""

from typing import Any

def __getattr__(name: str) -> Any: ...
