"""The file of judgements: for each query article the candidates that were judged, and their grades."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

Grade = Annotated[int, Field(ge=0, le=9)]
Grades = Mapping[str, Mapping[str, int]]
_FORM = TypeAdapter(dict[str, dict[str, Grade]])


def read_grades(path: Path) -> Grades:
    """Read ``{query id: {candidate id: grade}}``, with ids as the file of articles has them.

    Raises:
        ValueError: it cannot be read, has another form, or holds no query.
    """
    try:
        grades = _FORM.validate_json(path.read_bytes())
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise ValueError(msg) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "file"
        msg = (
            f"{path}: {place}: {first['msg']}; it should be JSON of the form {{query id: {{candidate id: 0, 1 or 2}}}}"
        )
        raise ValueError(msg) from error
    if not grades:
        msg = f"{path}: holds no query"
        raise ValueError(msg)
    return grades
