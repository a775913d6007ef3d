"""Examples made from the schemas of the OpenAPI description: what a body looks like, what an answer looks like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schemas = Mapping[str, dict[str, Any]]

_BY_FORMAT = {"date": "2026-11-02", "date-time": "2026-11-02T12:00:00Z"}
_BY_TYPE: dict[str, Any] = {"string": "text", "integer": 1, "number": 1, "boolean": True, "null": None}


@dataclass(frozen=True)
class Member:
    """One member of a body or one parameter, for a line of a table."""

    name: str
    type: str
    is_needed: bool
    text: str


def example_of(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    """Return a value that `schema` allows: its own example, its default, or one put together from its parts."""
    schema = resolved(schema, schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: example_of(part, schemas) for name, part in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)]
    if "default" in schema:
        return schema["default"]
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE.get(schema.get("type", ""), "text"))


def needed_of(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    """Return an example of a body with what is needed, and what has an example of its own."""
    schema = resolved(schema, schemas)
    if schema.get("type") == "array":
        return [needed_of(schema["items"], schemas)]
    if schema.get("type") != "object":
        return example_of(schema, schemas)
    needed = schema.get("required", [])
    return {
        name: needed_of(part, schemas)
        for name, part in schema.get("properties", {}).items()
        if name in needed or (resolved(part, schemas).get("examples") and name != "text")
    }


def members_of(schema: Mapping[str, Any], schemas: Schemas, within: str = "") -> Iterator[Member]:
    """Yield the members of a body, those of its parts too: `portal.name`, `lines[].plan_id`."""
    schema = resolved(schema, schemas)
    needed = schema.get("required", [])
    for name, part in schema.get("properties", {}).items():
        inner = resolved(part, schemas)
        text = part.get("description", inner.get("description", "")).replace("`", "")
        yield Member(within + name, type_of(inner), name in needed, text)
        if inner.get("type") == "object":
            yield from members_of(inner, schemas, f"{within}{name}.")
        elif inner.get("type") == "array":
            yield from members_of(inner["items"], schemas, f"{within}{name}[].")


def type_of(schema: Mapping[str, Any]) -> str:
    """Return the type of a resolved schema in a word or two."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type") or "any")


def resolved(schema: Mapping[str, Any], schemas: Schemas) -> Mapping[str, Any]:
    """Follow references, and take the first choice that is not null."""
    if "$ref" in schema:
        return resolved(
            schemas[schema["$ref"].rsplit("/", 1)[-1]] | {k: schema[k] for k in schema if k != "$ref"}, schemas
        )
    for choices in ("anyOf", "allOf", "oneOf"):
        if choices in schema:
            return resolved(next(one for one in schema[choices] if one.get("type") != "null"), schemas)
    return schema
