// Values that are named or made.
#include <string>
#include <vector>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/text.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {
namespace {

/// A value that is the input itself keeps the input's path: `. as $x | path($x)`.
Got Named(Machine& machine, Value value, Stand& at, Item& out) {
  PathRef path = std::move(at.input.path);
  if (path && !value.Identical(at.input.value)) path = machine.OffPath(path);
  out = {std::move(value), std::move(path)};
  return Got::kValue;
}

/// The text of one part of `text`: a literal as it is, others by the format.
bool PartText(Machine& machine, const Node* text, const Node* part, const Value& value,
              std::string& out) {
  if (part->kind == NodeKind::kLiteral && value.IsString()) {
    out = value.Text();
    return true;
  }
  if (text->text.empty() || text->text == "@text") return machine.ToText(value, out);
  Value formatted;
  CountRead(value);
  if (!machine.Format(text->text, value, text, formatted)) return false;
  out = formatted.Text();
  return true;
}

/// All texts of the first `parts` parts, each before `tail`.
bool TextFrom(Machine& machine, const Node* node, Stand& at, std::size_t parts,
              const std::string& tail, const Sink& sink) {
  if (parts == 0) {
    Value out;
    return machine.Text(tail, out) && sink({std::move(out), machine.OffPath(at.input.path)});
  }
  const Node* part = node->list[parts - 1];
  return machine.Values(part, at.env(), at.input.value, [&](Value&& value) {
    std::string text;
    return PartText(machine, node, part, value, text) &&
           TextFrom(machine, node, at, parts - 1, text + tail, sink);
  });
}

bool RaiseNoKey(Machine& machine, const Node* node, const Value& key) {
  return machine.Raise("Cannot use " + Described(key) + " as object key", node);
}

/// All objects that begin with `object` and go on with the members from `member` on.
bool ObjectFrom(Machine& machine, const Node* node, Stand& at, std::size_t member,
                const Value& object, const Sink& sink) {
  if (member == node->list.size()) return sink({object, machine.OffPath(at.input.path)});
  const Node* key_node = node->list[member];
  const Node* value_node = node->list[member + 1];
  return machine.Values(key_node, at.env(), at.input.value, [&](Value&& key) {
    const auto put = [&](Value&& value) {
      if (!key.IsString()) return RaiseNoKey(machine, key_node, key);
      Value longer = object;
      longer.Put(key, std::move(value));
      return ObjectFrom(machine, node, at, member + 2, longer, sink);
    };
    // `{"\(.a, .b)"}`: each key goes with the input's member of that name.
    if (value_node->kind == NodeKind::kIndex && value_node->b == key_node) {
      Item found;
      return machine.Index(value_node, {at.input.value}, key, found) && put(std::move(found.value));
    }
    return machine.Values(value_node, at.env(), at.input.value, put);
  });
}

}  // namespace

Got OneLiteral(Machine& machine, const Node* node, Stand& at, Item& out) {
  return Named(machine, node->value, at, out);
}

Got OneVariable(Machine& machine, const Node* node, Stand& at, Item& out) {
  return Named(machine, at.env().Cell(node->distance).value, at, out);
}

Got OneGlobal(Machine& machine, const Node* node, Stand& at, Item& out) {
  out = {machine.globals()[node->distance], machine.OffPath(at.input.path)};
  return Got::kValue;
}

Got OneFormat(Machine& machine, const Node* node, Stand& at, Item& out) {
  out.path = machine.OffPath(at.input.path);
  CountRead(at.input.value);
  return machine.Format(node->text, at.input.value, node, out.value) ? Got::kValue : Got::kStop;
}

Got OneText(Machine& machine, const Node* node, Stand& at, Item& out) {
  // The last part is evaluated first, as jq does it.
  std::vector<std::string> parts(node->list.size());
  for (std::size_t i = parts.size(); i-- > 0;) {
    Value part;
    if (const Got got = machine.Pure(node->list[i], at.env(), at.input.value, part);
        got != Got::kValue)
      return got;
    if (!PartText(machine, node, node->list[i], part, parts[i])) return Got::kStop;
  }
  std::string text;
  for (const auto& part : parts) text += part;
  out.path = machine.OffPath(at.input.path);
  return machine.Text(std::move(text), out.value) ? Got::kValue : Got::kStop;
}

bool EachText(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return TextFrom(machine, node, at, node->list.size(), "", sink);
}

Got OneObject(Machine& machine, const Node* node, Stand& at, Item& out) {
  Value object = Value::Object();
  for (std::size_t i = 0; i < node->list.size(); i += 2) {
    Value key;
    Value value;
    if (const Got got = machine.Pure(node->list[i], at.env(), at.input.value, key);
        got != Got::kValue)
      return got;
    if (const Got got = machine.Pure(node->list[i + 1], at.env(), at.input.value, value);
        got != Got::kValue)
      return got;
    if (!key.IsString()) return RaiseNoKey(machine, node->list[i], key), Got::kStop;
    object.Put(std::move(key), std::move(value));
  }
  out = {std::move(object), machine.OffPath(at.input.path)};
  return Got::kValue;
}

bool EachObject(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return ObjectFrom(machine, node, at, 0, Value::Object(), sink);
}

Got OneArray(Machine& machine, const Node* node, Stand& at, Item& out) {
  constexpr std::size_t kUncounted = 1024;  // items that may come before the meter hears of them
  Value array = Value::Array();
  auto& into = array.Items();
  if (node->a != nullptr) {
    std::size_t counted = 0;
    const bool fine = machine.Values(node->a, at.env(), at.input.value, [&](Value&& value) {
      into.push_back(std::move(value));
      if (into.size() > counted + kUncounted) {
        counted = into.size();
        array.Recount();
      }
      return machine.Step();
    });
    if (!fine) return Got::kStop;
  }
  array.Recount();
  out = {std::move(array), machine.OffPath(at.input.path)};
  return Got::kValue;
}

}  // namespace tocsin::jq
