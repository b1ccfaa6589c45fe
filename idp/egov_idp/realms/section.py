"""What every section of a province's file has in common."""

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """Only known keys; what stands in the file is in no error, for it may be a secret."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )


class Names(Section):
    """A name in both languages."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
