"""Values of Avro as the package fastavro writes them, with tools/python-with fastavro: a line for each, SCHEMA <tab> HEX
of its bytes <tab> the value as JSON.
"""
import base64
import io
import json
import random

import fastavro

CHANCE = random.Random(20261128)


def leaf():
    kind = CHANCE.choice(["null", "boolean", "int", "long", "double", "bytes", "string"])
    value = {"null": lambda: None, "boolean": lambda: CHANCE.random() < 0.5,
             "int": lambda: CHANCE.choice([0, -1, 1, 63, -64, 64, 2**31 - 1, -(2**31), CHANCE.randrange(-10**6, 10**6)]),
             "long": lambda: CHANCE.choice([2**63 - 1, -(2**63), 2**53 + 1, CHANCE.randrange(-10**15, 10**15)]),
             "double": lambda: CHANCE.choice([0.5, -1e300, 1e-7, CHANCE.randrange(-10**6, 10**6) / 8]),
             "bytes": lambda: CHANCE.randbytes(CHANCE.randrange(5)),
             "string": lambda: "".join(CHANCE.choice('aZ 0"\\\n\u00fc\u0950\U0001f6a8') for _ in range(CHANCE.randrange(8)))}[kind]
    return kind, value


def schema_and_values(depth, names):
    """A schema, and a function that makes values of it: (what is written, what it is as JSON)."""
    kind = CHANCE.choice(["leaf", "record", "array", "map", "union", "enum", "fixed"]) if depth > 0 else "leaf"
    names.append(None)
    name = f"N{len(names)}"
    if kind == "leaf":
        word, make = leaf()

        def plain():
            value = make()
            return value, base64.b64encode(value).decode() if isinstance(value, bytes) else value
        return word, plain
    if kind == "enum":
        symbols = [f"S{i}" for i in range(CHANCE.randrange(1, 5))]

        def symbol():
            one = CHANCE.choice(symbols)
            return one, one
        return {"type": "enum", "name": name, "symbols": symbols}, symbol
    if kind == "fixed":
        size = CHANCE.randrange(1, 9)

        def fixed():
            value = CHANCE.randbytes(size)
            return value, base64.b64encode(value).decode()
        return {"type": "fixed", "name": name, "size": size}, fixed
    if kind == "record":
        parts = [(f"f{i}", *schema_and_values(depth - 1, names)) for i in range(CHANCE.randrange(1, 5))]

        def record():
            made = {field: make() for field, _, make in parts}
            return {f: v[0] for f, v in made.items()}, {f: v[1] for f, v in made.items()}
        return {"type": "record", "name": name, "namespace": "a.b", "fields": [{"name": f, "type": s} for f, s, _ in parts]}, record
    part, make = schema_and_values(depth - 1, names)
    if kind == "array":
        def array():
            made = [make() for _ in range(CHANCE.randrange(4))]
            return [v[0] for v in made], [v[1] for v in made]
        return {"type": "array", "items": part}, array
    if kind == "map":
        def mapping():
            made = {f"k{i}\u00e9": make() for i in range(CHANCE.randrange(4))}
            return {k: v[0] for k, v in made.items()}, {k: v[1] for k, v in made.items()}
        return {"type": "map", "values": part}, mapping
    if part == "null" or isinstance(part, list):
        return part, make

    def optional():
        return make() if CHANCE.random() < 0.7 else (None, None)
    return ["null", part], optional


def main():
    for _ in range(400):
        schema, make = schema_and_values(4, [])
        parsed = fastavro.parse_schema(schema)
        for _ in range(3):
            value, shown = make()
            out = io.BytesIO()
            fastavro.schemaless_writer(out, parsed, value)
            print(json.dumps(schema), out.getvalue().hex(), json.dumps(shown), sep="\t")


if __name__ == "__main__":
    main()
