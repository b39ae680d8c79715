"""What each event carries in ``data``, as JSON Schema (draft 2020-12)."""

from collections.abc import Iterable

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from khabar.events import TYPES, EventType
from khabar.models import Model

DRAFT = GenerateJsonSchema.schema_dialect


class _FieldsSpeakForThemselves(GenerateJsonSchema):
    """Leaves out the titles that only repeat a field's name."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature is the library's
        return False


def dataschema(type_: str) -> str:
    """The URN of an event type's schema, which is what entries say in ``dataschema``."""
    return f"urn:{type_.replace('.', ':')}"


def payload(type_: str) -> JsonSchemaValue:
    """Make the schema of the payload of one event type (``khabar.article.created.v1``).

    Raises:
        KeyError: there is no such type.
    """
    kind = TYPES[type_]
    schema = kind.model.model_json_schema(schema_generator=_FieldsSpeakForThemselves)
    words = {"title": type_, "description": _describe(kind, schema["description"])}
    return schema | {"$schema": DRAFT, "$id": dataschema(type_)} | words


def definitions(models: Iterable[type[Model]], ref_template: str) -> JsonSchemaValue:
    """Make the schemas of several models and of all they hold, by name, referring to one another by the template."""
    unique = dict.fromkeys(models)
    _, schemas = models_json_schema(
        [(model, "validation") for model in unique],
        ref_template=ref_template,
        schema_generator=_FieldsSpeakForThemselves,
    )
    found: JsonSchemaValue = schemas["$defs"]
    return found


def _describe(kind: EventType, model: str) -> str:
    return f"{kind.meaning}\n\n{model}"
