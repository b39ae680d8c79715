"""``python -m benchmarks`` lists the benchmarks; ``python -m benchmarks hop`` runs one."""

import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    """Run the benchmark named first, or list them all with what each measures."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    if len(sys.argv) > 1 and sys.argv[1] in names:
        name = sys.argv.pop(1)
        importlib.import_module(f"benchmarks.{name}").main()
        return
    for name in names:
        print(f"{name:10} {_first_line(name)}")
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        sys.exit(f"no benchmark {sys.argv[1]!r}; choose one of the above")


def _first_line(name: str) -> str:
    return (importlib.import_module(f"benchmarks.{name}").__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    main()
