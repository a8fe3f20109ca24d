"""Events of OpenAI's Realtime service against its OpenAPI, with unknown members forbidden; with tools/python-with jsonschema.

openapi_events.py OPENAPI EVENTS: EVENTS is a list of ["us" or "them", event], as the fake's page /events gives it. Prints the
types of each way, a line for each; what is wrong on stderr, and exits with 1.
"""
import json
import sys

import jsonschema
import yaml

REF = "#/components/schemas/"


def closed(schema):
    """The same where an object may have no member but those that are named; of a tool's parameters that is not asked."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: closed(value) for name, value in schema.items() if name not in ("example", "default", "discriminator")}
    if isinstance(out.get("properties"), dict) and "additionalProperties" not in out and "allOf" not in out:
        out["additionalProperties"] = False
    if out.pop("nullable", False):
        return {"anyOf": [out, {"type": "null"}]}
    return out


def by_type(schemas, union):
    found = {}
    for one in schemas[union]["anyOf"]:
        name = one["$ref"][len(REF):]
        found[schemas[name]["properties"]["type"]["enum"][0]] = name
    return found


def main(openapi, events):
    with open(openapi, encoding="utf-8") as file:
        schemas = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["components"]["schemas"]
    # The document gives these the session as it is asked for; its own examples have what the service adds to that.
    for name in ("RealtimeServerEventSessionCreated", "RealtimeServerEventSessionUpdated"):
        schemas[name]["properties"]["session"] = {"$ref": REF + "RealtimeSessionCreateResponseGA"}
    whole = {"components": {"schemas": closed(schemas)}}
    names = {"us": by_type(schemas, "RealtimeClientEvent"), "them": by_type(schemas, "RealtimeServerEvent")}
    with open(events, encoding="utf-8") as file:
        went = json.load(file)
    wrong = False
    for way, event in went:
        name = names[way].get(event.get("type"))
        if name is None:
            wrong = True
            print(f"{way}: no event {event.get('type')}", file=sys.stderr)
            continue
        checker = jsonschema.Draft202012Validator({**whole, "$ref": REF + name})
        for error in checker.iter_errors(event):
            wrong = True
            best = jsonschema.exceptions.best_match([error])
            print(f"{way}: {event['type']}: {best.json_path}: {best.message[:300]}", file=sys.stderr)
    for way in ("us", "them"):
        print(*sorted({event["type"] for one, event in went if one == way}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
