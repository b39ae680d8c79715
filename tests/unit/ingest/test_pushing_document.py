"""What docs/operate/pushing.md tells callers to do is what the API takes."""

import re
import time
from pathlib import Path
from typing import Any

from khabar_ingest.signing import Call, Signed, fits, untimely

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "operate" / "pushing.md"


def test_a_call_that_is_signed_as_the_document_shows_is_let_in() -> None:
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(example, str(DOCUMENT), "exec"), names)  # noqa: S102 - the document's own example is what is tested
    call = Call("POST", "/v1/articles?source=wire", "نص".encode())
    signed = Signed.read(names["signed"]("سرّ", call.method, call.target, call.body))
    assert signed is not None
    assert untimely(signed, time.time()) == ""
    assert fits("سرّ", call, signed)
    assert not fits("غيره", call, signed)
