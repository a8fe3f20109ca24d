"""Messages of Protobuf as its Python package writes them, with tools/python-with protobuf: a line for each, HEX of the
index list and the message <tab> the message as JSON. The schema is PROTO of python_values_test.cpp, once more by hand.
"""
import json
import random

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

CHANCE = random.Random(20261128)
F = descriptor_pb2.FieldDescriptorProto


def described():
    file = descriptor_pb2.FileDescriptorProto(name="order.proto", package="shop", syntax="proto3")
    order = file.message_type.add(name="Order")
    kinds = [("nr", F.TYPE_INT64), ("host_name", F.TYPE_STRING), ("load", F.TYPE_DOUBLE), ("raw", F.TYPE_BYTES),
             ("up", F.TYPE_BOOL), ("small", F.TYPE_SINT32), ("big", F.TYPE_FIXED64)]
    for number, (name, kind) in enumerate(kinds, 1):
        order.field.add(name=name, number=number, type=kind, label=F.LABEL_OPTIONAL)
    order.field.add(name="parts", number=8, type=F.TYPE_INT32, label=F.LABEL_REPEATED)
    order.field.add(name="lines", number=9, type=F.TYPE_MESSAGE, type_name=".shop.Order.Line", label=F.LABEL_REPEATED)
    order.field.add(name="level", number=10, type=F.TYPE_ENUM, type_name=".shop.Level", label=F.LABEL_OPTIONAL)
    line = order.nested_type.add(name="Line")
    line.field.add(name="text", number=1, type=F.TYPE_STRING, label=F.LABEL_OPTIONAL)
    line.field.add(name="below", number=2, type=F.TYPE_MESSAGE, type_name=".shop.Order.Line", label=F.LABEL_OPTIONAL)
    level = file.enum_type.add(name="Level")
    level.value.add(name="LOW", number=0)
    level.value.add(name="HIGH", number=1)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in ("shop.Order", "shop.Order.Line")]


def text():
    return "".join(CHANCE.choice('aZ 0"\\\n\u00fc\u0950\U0001f6a8') for _ in range(CHANCE.randrange(8)))


def fill_line(line, depth):
    line.text = text()
    if depth > 0 and CHANCE.random() < 0.6:
        fill_line(line.below, depth - 1)


def main():
    order_class, line_class = described()
    for i in range(300):
        if i % 3 == 0:
            message, index = line_class(), "040000"
            fill_line(message, 5)
        else:
            message, index = order_class(), "00" if i % 3 == 1 else "0200"
            message.nr = CHANCE.choice([0, 2**63 - 1, -(2**63), CHANCE.randrange(-10**9, 10**9)])
            message.host_name = text()
            message.load = CHANCE.choice([0.0, -1.5e300, CHANCE.randrange(-10**6, 10**6) / 8])
            message.raw = CHANCE.randbytes(CHANCE.randrange(6))
            message.up = CHANCE.random() < 0.5
            message.small = CHANCE.randrange(-100, 100)
            message.big = CHANCE.randrange(2**64)
            message.parts.extend(CHANCE.randrange(-5, 10**6) for _ in range(CHANCE.randrange(4)))
            message.level = CHANCE.randrange(2)
            for _ in range(CHANCE.randrange(3)):
                fill_line(message.lines.add(), 3)
        shown = json_format.MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
        print(index + message.SerializeToString().hex(), json.dumps(shown), sep="\t")


if __name__ == "__main__":
    main()
