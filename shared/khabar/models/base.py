"""The base of all wire models."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

JsonScalar = str | int | float | bool | None
Direction = Literal["rtl", "ltr"]
Zone = str
"""Where a span lies: ``headline``, ``lead`` or ``body.<n>`` (n counts blocks from 0)."""


class Model(BaseModel):
    """The base of all wire models: immutable, keeps what it does not know, refuses figures that JSON cannot say."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)

    def to_json(self) -> bytes:
        """The model as UTF-8 JSON without empty fields, as it travels on streams and to targets."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)
