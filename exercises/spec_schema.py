"""The JSON Schema (2020-12) of exercise.toml, made of the models that read it.

Owns its name alone: what an exercise may say stands in spec.py, and the schema follows.
"""

from __future__ import annotations

from exercises.spec import ExerciseSpec

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME = "urn:edgewise:schema:exercise"


def exercise_schema() -> dict[str, Json]:
    """The schema of one exercise.toml."""
    return {"$schema": DRAFT, "$id": NAME, **ExerciseSpec.model_json_schema()}
