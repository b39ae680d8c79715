import ast
from pathlib import Path

import khabar_ingest

REACHING_OUT = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "socket", "ssl", "urllib.request", "urllib3"}


def imported(module: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(module.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_nothing_in_the_service_opens_a_connection_but_the_fetcher() -> None:
    root = Path(khabar_ingest.__file__).parent
    apart = "commands"  # they speak to the newsroom's own services
    modules = [module for module in root.rglob("*.py") if module.relative_to(root).parts[0] != apart]
    assert modules
    assert {module.name: found for module in modules if (found := imported(module) & REACHING_OUT)} == {}
