#include <algorithm>
#include <map>

#include "adapters/expression/builtin.hpp"

namespace tocsin::jq {
namespace {

using BuiltinKey = std::pair<std::string_view, std::size_t>;

template <class T>
using BuiltinIndex = std::map<BuiltinKey, const T*>;

template <class T>
void AddAll(BuiltinIndex<T>& index, std::span<const T> family) {
  for (const auto& entry : family)
    index[{entry.name, static_cast<std::size_t>(entry.arity)}] = &entry;
}

const BuiltinIndex<Native>& Natives() {
  static const auto index = [] {
    BuiltinIndex<Native> all;
    for (const auto family : {CoreNatives(), TextNatives(), ArrayNatives(), ObjectNatives(),
                              MathNatives(), DateNatives(), RegexNatives()})
      AddAll(all, family);
    return all;
  }();
  return index;
}

const BuiltinIndex<Special>& Specials() {
  static const auto index = [] {
    BuiltinIndex<Special> all;
    for (const auto family :
         {FlowSpecials(), LoopSpecials(), CollectSpecials(), PathSpecials(), RegexSpecials()})
      AddAll(all, family);
    return all;
  }();
  return index;
}

constexpr std::string_view kNoInput = "an expression has one input: '.'";
constexpr std::string_view kNoEnvironment = "expressions do not see the environment; use $secrets";
constexpr std::string_view kNoModules = "expressions have no modules";
constexpr std::string_view kNoHalt = "an expression cannot end the process; use error";
constexpr Refused kRefused[] = {
    {"input", kNoInput},
    {"inputs", kNoInput},
    {"input_filename", kNoInput},
    {"input_line_number", kNoInput},
    {"$ENV", kNoEnvironment},
    {"env", kNoEnvironment},
    {"$__prog_args", kNoInput},
    {"modulemeta", kNoModules},
    {"get_search_list", kNoModules},
    {"get_jq_origin", kNoModules},
    {"get_prog_origin", kNoModules},
    {"halt", kNoHalt},
    {"halt_error", kNoHalt},
};

// In jq, from the manual's descriptions.
constexpr Written kWritten[] = {
    {"map_values", 1, "def map_values(f): .[] |= f;"},
    {"values", 0, "def values: select(. != null);"},
    {"nulls", 0, "def nulls: select(. == null);"},
    {"booleans", 0, "def booleans: select(type == \"boolean\");"},
    {"numbers", 0, "def numbers: select(type == \"number\");"},
    {"strings", 0, "def strings: select(type == \"string\");"},
    {"arrays", 0, "def arrays: select(type == \"array\");"},
    {"objects", 0, "def objects: select(type == \"object\");"},
    {"iterables", 0, "def iterables: select(type == \"array\" or type == \"object\");"},
    {"scalars", 0, "def scalars: select(type != \"array\" and type != \"object\");"},
    {"finites", 0, "def finites: select(isfinite);"},
    {"normals", 0, "def normals: select(isnormal);"},
    {"first", 0, "def first: .[0];"},
    {"last", 0, "def last: .[-1];"},
    {"nth", 1, "def nth($place): .[$place];"},
    {"in", 1, "def in(where): . as $key | where | has($key);"},
    {"inside", 1, "def inside(where): . as $part | where | contains($part);"},
    {"with_entries", 1, "def with_entries(f): to_entries | map(f) | from_entries;"},
    {"del", 1, "def del(f): delpaths([path(f)]);"},
    {"paths", 0, "def paths: path(..) | select(. != []);"},
    {"paths", 1, "def paths(f): path(.. | select(f)) | select(. != []);"},
    {"leaf_paths", 0, "def leaf_paths: paths(scalars);"},
    {"pick", 1,
     "def pick(f): . as $whole | reduce path(f) as $place (null; setpath($place; $whole | "
     "getpath($place)));"},
    {"walk", 1,
     "def walk(f): def down: if type == \"object\" then map_values(down) elif type == \"array\" "
     "then map(down) else . end | f; down;"},
    {"combinations", 0,
     "def combinations: if length == 0 then [] else .[0][] as $head | (.[1:] | combinations) as "
     "$rest | [$head] + $rest end;"},
    {"combinations", 1,
     "def combinations(count): . as $dot | [range(count) | $dot] | combinations;"},
    {"todate", 0, "def todate: strftime(\"%Y-%m-%dT%H:%M:%SZ\");"},
    {"todateiso8601", 0, "def todateiso8601: strftime(\"%Y-%m-%dT%H:%M:%SZ\");"},
    {"fromdateiso8601", 0, "def fromdateiso8601: strptime(\"%Y-%m-%dT%H:%M:%SZ\") | mktime;"},
    {"fromdate", 0, "def fromdate: fromdateiso8601;"},
    {"date", 0, "def date: todate;"},
    {"dateadd", 2, "def dateadd(unit; $count): . + $count;"},
    {"datesub", 2, "def datesub(unit; $count): . - $count;"},
    {"tostream", 0,
     "def tostream: def go($at): if (type == \"array\" or type == \"object\") and length > 0 then "
     "(keys_unsorted as $keys | ($keys[] as $key | .[$key] | go($at + [$key])), [$at + "
     "[$keys[-1]]]) else [$at, .] end; go([]);"},
    {"truncate_stream", 1,
     "def truncate_stream(stream): . as $depth | null | stream | if .[0] | length > $depth then "
     "setpath([0]; .[0][$depth:]) else empty end;"},
    {"fromstream", 1,
     "def fromstream(stream): foreach stream as $event ({x: null, done: false}; (if .done then {x: "
     "null, done: false} else . end) | if ($event | length) == 2 then .done = (($event[0] | "
     "length) == 0) | setpath([\"x\"] + $event[0]; $event[1]) else .done = (($event[0] | length) "
     "== 1) end; if .done then .x else empty end);"},
    {"INDEX", 1, "def INDEX(key): INDEX(.[]; key);"},
    {"INDEX", 2,
     "def INDEX(stream; key): reduce stream as $row ({}; .[$row | key | tostring] |= $row);"},
    {"IN", 1, "def IN(source): any(source == .; .);"},
    {"IN", 2, "def IN(source; wanted): any(source == wanted; .);"},
    {"JOIN", 2, "def JOIN($index; key): [.[] | [., $index[key]]];"},
    {"JOIN", 3, "def JOIN($index; stream; key): stream | [., $index[key]];"},
    {"JOIN", 4, "def JOIN($index; stream; key; join): stream | [., $index[key]] | join;"},
    {"ascii", 0, "def ascii: [.] | implode;"},
    {"scan", 1, "def scan($regex): scan($regex; null);"},
    {"scan", 2,
     "def scan($regex; $flags): match($regex; \"g\" + $flags) | if (.captures | length) > 0 then "
     "[.captures[].string] else .string end;"},
    {"capture", 1,
     "def capture($regex): match($regex) | [.captures[] | select(.name != null) | {key: .name, "
     "value: .string}] | from_entries;"},
    {"capture", 2,
     "def capture($regex; $flags): match($regex; $flags) | [.captures[] | select(.name != null) | "
     "{key: .name, value: .string}] | from_entries;"},
    {"split", 2, "def split($regex; flags): _split($regex; flags);"},
    {"splits", 1, "def splits($regex): splits($regex; null);"},
    {"splits", 2, "def splits($regex; $flags): split($regex; $flags)[];"},
    {"sub", 2, "def sub(regex; text): sub(regex; text; \"\");"},
    {"gsub", 2, "def gsub(regex; text): sub(regex; text; \"g\");"},
    {"gsub", 3, "def gsub($regex; text; $flags): sub($regex; text; $flags + \"g\");"},
    {"debug", 1, "def debug(message): . as $dot | (first(message | empty), $dot);"},
};

}  // namespace

const Native* FindNative(std::string_view name, std::size_t arity) {
  const auto found = Natives().find({name, arity});
  return found == Natives().end() ? nullptr : found->second;
}
const Special* FindSpecial(std::string_view name, std::size_t arity) {
  const auto found = Specials().find({name, arity});
  return found == Specials().end() ? nullptr : found->second;
}
const Written* FindWritten(std::string_view name, std::size_t arity) {
  for (const auto& entry : kWritten)
    if (entry.name == name && static_cast<std::size_t>(entry.arity) == arity) return &entry;
  return nullptr;
}
const Refused* FindRefused(std::string_view name) {
  for (const auto& entry : kRefused)
    if (entry.name == name) return &entry;
  return nullptr;
}

const std::vector<std::string>& BuiltinNames() {
  static const auto names = [] {
    std::vector<std::string> all;
    const auto add = [&](std::string_view name, std::size_t arity) {
      if (!name.starts_with('_')) all.push_back(std::string(name) + "/" + std::to_string(arity));
    };
    for (const auto& [key, entry] : Natives()) add(key.first, key.second);
    for (const auto& [key, entry] : Specials()) add(key.first, key.second);
    for (const auto& entry : kWritten) add(entry.name, static_cast<std::size_t>(entry.arity));
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
  }();
  return names;
}

}  // namespace tocsin::jq
