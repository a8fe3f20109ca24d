"""Whether OpenAI's own client knows all that the FAKES of tests/fakes send it."""
from pydantic import BaseModel


def expect_known(model, path, session):
    """That no member of it, at any depth, is one that the client does not know.

    `session`: the type of what stands in `session`, for the union of the client's types has none for what the service adds to
    what was asked for.
    """
    assert not model.model_extra, f"{path} has what the client does not know: {model.model_extra}"
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name == "session":
            value = session.model_validate(value.to_dict())
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, BaseModel):
                expect_known(one, f"{path}.{name}", session)
