#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin {

/// What an expression is given that works on `n` of something.
enum class CostInput : std::uint8_t {
  kText,     ///< n bytes of words
  kLetters,  ///< n times the letter a
  kDigits,   ///< n digits
  kJson,     ///< a JSON text of about n bytes
  kNumbers,  ///< n numbers in disorder
  kTexts,    ///< n texts of about 8 bytes
  kObjects,  ///< n objects {id, name}
  kMembers,  ///< an object of n members
  kPairs,    ///< two lists of n numbers that are the same: {a, b}
  kTwins,    ///< two texts of n bytes, the second in the first: {a, b}
  kEntries,  ///< n objects {key, value}
  kDeep,     ///< n lists in each other
  kPath,     ///< n times the key "a"
  kCount,    ///< the number n
};

/// An expression, the builtins that it is there for, and how many of its input's units make at
/// least one step.
struct CostRow {
  std::string_view names;
  std::string_view expression;
  CostInput input;
  int units = 16;
};

inline json::value CostInputOf(CostInput kind, std::size_t n) {
  const auto list = [n](auto&& make) {
    json::array items;
    for (std::size_t i = 0; i < n; ++i) items.push_back(make(static_cast<std::int64_t>(i)));
    return items;
  };
  const auto mixed = [n](std::int64_t i) { return i * 7919 % static_cast<std::int64_t>(n + 1); };
  const auto name = [](std::int64_t i) { return "name" + std::to_string(10'000 + i); };
  switch (kind) {
    case CostInput::kText: {
      std::string text;
      while (text.size() < n) text += "the Disk of node 7 is \"full\", ";
      return json::value(text.substr(0, n));
    }
    case CostInput::kLetters:
      return json::value(std::string(n, 'a'));
    case CostInput::kDigits:
      return json::value(std::string(n, '7'));
    case CostInput::kJson:
      return json::value("[\"" + std::string(n, 'a') + "\"]");
    case CostInput::kNumbers:
      return list([&](std::int64_t i) { return json::value(mixed(i)); });
    case CostInput::kTexts:
      return list([&](std::int64_t i) { return json::value(name(mixed(i))); });
    case CostInput::kObjects:
      return list([&](std::int64_t i) { return json::value{{"id", mixed(i)}, {"name", name(i)}}; });
    case CostInput::kMembers: {
      json::object members;
      for (std::size_t i = 0; i < n; ++i) {
        const auto number = static_cast<std::int64_t>(i);
        members.emplace(name(mixed(number)), number);
      }
      return members;
    }
    case CostInput::kPairs: {
      auto items = list([](std::int64_t i) { return json::value(i % 7); });
      return json::value{{"a", items}, {"b", items}};
    }
    case CostInput::kTwins:
      return json::value{{"a", std::string(n, 'a') + "b"}, {"b", std::string(n, 'a')}};
    case CostInput::kEntries:
      return list([&](std::int64_t i) { return json::value{{"key", name(i)}, {"value", i}}; });
    case CostInput::kDeep: {
      json::value deep = 1;
      for (std::size_t i = 0; i < n; ++i) deep = json::value(json::array{std::move(deep)});
      return deep;
    }
    case CostInput::kPath:
      return list([](std::int64_t) { return json::value("a"); });
    case CostInput::kCount:
      return static_cast<std::int64_t>(n);
  }
  return nullptr;
}

/// Every builtin whose work grows with its input, and every operator.
inline const std::vector<CostRow>& CostRows() {
  using enum CostInput;
  static const std::vector<CostRow> rows = {
      // Texts.
      {"length/0", "length", kText, 128},
      {"utf8bytelength/0", "utf8bytelength", kText, 128},
      {"tostring/0", "tostring", kText, 128},
      {"tojson/0", "tojson", kText, 128},
      {"fromjson/0", "fromjson", kJson, 128},
      {"fromjson/0", "try fromjson", kText, 128},
      {"tonumber/0", "tonumber", kDigits, 128},
      {"tonumber/0", "try tonumber", kText, 128},
      {"toboolean/0", "try toboolean", kText, 128},
      {"startswith/1", ".b as $b | .a | startswith($b)", kTwins, 128},
      {"endswith/1", ".b as $b | .a | endswith($b)", kTwins, 128},
      {"ltrimstr/1", ".b as $b | .a | ltrimstr($b)", kTwins, 128},
      {"rtrimstr/1", ".b as $b | .a | rtrimstr($b)", kTwins, 128},
      {"trimstr/1", ".b as $b | .a | trimstr($b)", kTwins, 128},
      {"trim/0", "trim", kText, 128},
      {"ltrim/0", "ltrim", kText, 128},
      {"rtrim/0", "rtrim", kText, 128},
      {"ascii_downcase/0", "ascii_downcase", kText, 128},
      {"ascii_upcase/0", "ascii_upcase", kText, 128},
      {"explode/0", "explode", kText},
      {"implode/0", "map(97) | implode", kNumbers},
      {"ascii/0", "map(97 | ascii)", kNumbers},
      {"split/1", "split(\"e\")", kText, 128},
      {"split/1", "split(\"\")", kText},
      {"split/1", ".b as $b | .a | split($b)", kTwins, 128},
      {"join/1", "join(\",\")", kTexts},
      {"indices/1", "indices(\"e\")", kText, 128},
      {"indices/1", ".b as $b | .a | indices($b)", kTwins, 128},
      {"index/1", ".b as $b | .a | index($b)", kTwins, 128},
      {"rindex/1", ".b as $b | .a | rindex($b)", kTwins, 128},
      {"contains/1", ".b as $b | .a | contains($b)", kTwins, 128},
      {"inside/1", ".a as $a | .b | inside($a)", kTwins, 128},
      {"has/1", ". as $key | {} | has($key)", kText, 128},
      {"in/1", "in({})", kText, 128},
      {"format/1", "format(\"text\")", kText, 128},
      {"format/1", "format(\"base64\")", kText, 128},
      {"", "@json", kText, 128},
      {"", "[.] | try @base64d", kText, 128},
      {"", "try ([.] | format(\"none\"))", kText, 128},
      {"", "@html", kText, 128},
      {"", "@uri", kText, 128},
      {"", "@urid", kLetters, 128},
      {"", "@sh", kText, 128},
      {"", "@base64", kText, 128},
      {"", "@base64d", kLetters, 128},
      {"", "@base32", kText, 128},
      {"", "@base32d", kDigits, 128},
      {"", "[.] | @csv", kText, 128},
      {"", "[.] | @tsv", kText, 128},
      {"", "@text \"\\(.)\"", kText, 128},
      {"", "\"<\\(.)>\"", kText, 128},
      {"strptime/1", "try strptime(\"%Y\")", kText, 128},
      {"fromdate/0", "try fromdate", kText, 128},
      {"fromdateiso8601/0", "try fromdateiso8601", kText, 128},
      {"error/0", "try error catch length", kText, 128},
      {"error/1", "try error(.) catch length", kText, 128},
      {"", "try ({} + .)", kText, 128},
      {"", ". + \"a\"", kText, 128},
      {"", ". * 2", kText, 128},
      {"", ". / \"e\"", kText, 128},
      {"", ".a == .b + \"b\"", kTwins, 128},
      {"", ".a < .b", kTwins, 128},
      {"", ".[3:5]", kText, 128},
      {"", ". as $key | {} | .[$key]", kText, 128},
      {"", ". as $key | {} | .[$key] = 1", kText, 128},
      {"", "{(.): 1}", kText, 128},
      {"", "-(tonumber)", kDigits, 128},
      {"abs/0", "tonumber | abs", kDigits, 128},
      {"fabs/0", "tonumber | fabs", kDigits, 128},
      // Regular expressions.
      {"test/1", "test(\"[0-9]+x\")", kText, 128},
      {"test/2", "test(\"[0-9]+x\"; null)", kText, 128},
      {"match/1", "last(match(\"[0-9]+\"; \"g\")) | .offset", kText, 128},
      {"match/2", "last(match(\"e\"; \"g\")) | .offset", kText, 128},
      {"match/2", "[match(\"(?=(.*))z\"; \"g\")]", kText, 128},
      {"capture/1", "[capture(\"(?<x>[0-9]z)\")]", kText, 128},
      {"capture/2", "[capture(\"(?<x>[0-9])\"; \"g\")] | length", kText, 128},
      {"scan/1", "[scan(\"[a-z]+!\")]", kText, 128},
      {"scan/2", "[scan(\"[a-z]+!\"; \"i\")]", kText, 128},
      {"split/2", "split(\"[aeiou]+\"; null) | length", kText, 128},
      {"splits/1", "[splits(\"[aeiou]+\")] | length", kText, 128},
      {"splits/2", "[splits(\"[aeiou]+\"; null)] | length", kText, 128},
      {"sub/2", "sub(\"[0-9]z\"; \"\")", kText, 128},
      {"sub/3", "sub(\"[aeiou]+\"; \"\"; \"g\") | length", kText, 128},
      {"gsub/2", "gsub(\"[aeiou]+\"; \"\") | length", kText, 128},
      {"gsub/3", "gsub(\"[aeiou]+\"; \"\"; null) | length", kText, 128},
      // Lists.
      {"sort/0", "sort", kNumbers},
      {"unique/0", "unique", kNumbers},
      {"min/0", "min", kNumbers},
      {"max/0", "max", kNumbers},
      {"reverse/0", "reverse", kNumbers},
      {"reverse/0", "reverse", kText, 128},
      {"flatten/0", "flatten", kNumbers},
      {"flatten/1", "flatten(1)", kNumbers},
      {"transpose/0", "map([.]) | transpose", kNumbers},
      {"transpose/0", "[.] | transpose", kNumbers},
      {"contains/1", ".a as $a | .b | contains($a)", kPairs},
      {"inside/1", ".a as $a | .b | inside($a)", kPairs},
      {"indices/1", "indices(3)", kNumbers},
      {"indices/1", ".b as $b | .a | indices($b)", kPairs},
      {"index/1", ".b as $b | .a + [0] | index($b)", kPairs},
      {"rindex/1", ".b as $b | .a + [0] | rindex($b)", kPairs},
      {"", ".b as $b | .a | .[$b]", kPairs},
      {"keys/0", "keys", kNumbers},
      {"keys_unsorted/0", "keys_unsorted", kNumbers},
      {"to_entries/0", "to_entries", kNumbers},
      {"map/1", "map(.)", kNumbers},
      {"map_values/1", "map_values(.)", kNumbers},
      {"add/0", "add", kNumbers},
      {"add/0", "add", kTexts},
      {"add/1", "add(.[])", kNumbers},
      {"any/0", "map(false) | any", kNumbers},
      {"any/1", "any(false)", kNumbers},
      {"any/2", "any(.[]; false)", kNumbers},
      {"all/0", "all", kNumbers},
      {"all/1", "all(true)", kNumbers},
      {"all/2", "all(.[]; true)", kNumbers},
      {"sort_by/1", "sort_by(.id)", kObjects},
      {"group_by/1", "group_by(.id)", kObjects},
      {"unique_by/1", "unique_by(.id)", kObjects},
      {"min_by/1", "min_by(.id)", kObjects},
      {"max_by/1", "max_by(.id)", kObjects},
      {"first/1", "first(.[] | select(. < 0))", kNumbers},
      {"last/1", "last(.[])", kNumbers},
      {"limit/2", "[limit(1e9; .[])]", kNumbers},
      {"skip/2", "[skip(1e9; .[])]", kNumbers},
      {"nth/2", "nth(1e9; .[])", kNumbers},
      {"isempty/1", "isempty(.[] | select(. < 0))", kNumbers},
      {"select/1", "[.[] | select(. > 5)]", kNumbers},
      {"tojson/0", "tojson", kNumbers},
      {"tostring/0", "tostring", kNumbers},
      {"fromjson/0", "tojson | fromjson", kNumbers},
      {"del/1", "del(.[0])", kNumbers},
      {"del/1", "del(.[])", kNumbers},
      {"del/1", "del(.[3:])", kNumbers},
      {"delpaths/1", "delpaths([[0]])", kNumbers},
      {"setpath/2", "setpath([0]; 1)", kNumbers},
      {"path/1", "[path(.[])]", kNumbers},
      {"paths/0", "[paths]", kNumbers},
      {"paths/1", "[paths(true)]", kNumbers},
      {"leaf_paths/0", "[leaf_paths]", kNumbers},
      {"pick/1", "pick(.[])", kNumbers},
      {"walk/1", "walk(.)", kNumbers},
      {"walk/1", "walk(.)", kMembers},
      {"combinations/0", "[[0, 1], .] | [combinations]", kNumbers},
      {"combinations/1", "[combinations(1)]", kNumbers},
      {"tostream/0", "[tostream]", kNumbers},
      {"fromstream/1", "fromstream(tostream)", kNumbers},
      {"truncate_stream/1", ". as $in | [1 | truncate_stream($in | tostream)]", kNumbers},
      {"INDEX/1", "INDEX(.id)", kObjects},
      {"INDEX/2", "INDEX(.[]; .id)", kObjects},
      {"IN/1", ". as $in | -1 | IN($in[])", kNumbers},
      {"IN/2", "IN(.[]; -1)", kNumbers},
      {"JOIN/2", "JOIN({}; .name)", kObjects},
      {"JOIN/3", "[JOIN({}; .[]; .name)]", kObjects},
      {"JOIN/4", "[JOIN({}; .[]; .name; 1)]", kObjects},
      {"until/2", ". as $n | 0 | until(. >= $n; . + 1)", kCount},
      {"while/2", ". as $n | [0 | while(. < $n; . + 1)]", kCount},
      {"repeat/1", "[limit(.; repeat(1))]", kCount},
      {"range/1", "[range(.)]", kCount},
      {"range/2", "[range(0; .)]", kCount},
      {"range/3", "[range(0; .; 1)]", kCount},
      {"recurse/0", "[recurse]", kNumbers},
      {"recurse/1", ". as $n | [0 | recurse(if . < $n then . + 1 else empty end)]", kCount},
      {"recurse/2", ". as $n | [0 | recurse(. + 1; . < $n)]", kCount},
      {"jn/2", "jn(.; 1)", kCount},
      {"yn/2", "yn(.; 1)", kCount},
      {"strftime/1", "\"%Y%m%d%H%M\" * (. / 100 | floor) as $f | 0 | try strftime($f)", kCount,
       128},
      {"strflocaltime/1", "\"%Y%m%d%H%M\" * (. / 100 | floor) as $f | 0 | try strflocaltime($f)",
       kCount, 128},
      {"", ".a + .b", kPairs},
      {"", ".a - [9]", kPairs},
      {"", ".a == .b", kPairs},
      {"", ".a < .b", kPairs},
      {"", ".[1:]", kNumbers},
      {"", ". as $in | .[0] = 1 | $in[0]", kNumbers},
      {"", ".[1:2] = [3, 4]", kNumbers},
      {"", ". as $n | [] | .[$n] = 1", kCount, 32},
      {"", ". as [$a] | [.[] as $b | $a + $b]", kNumbers},
      {"", "reduce .[] as $x (0; . + $x)", kNumbers},
      {"", "[foreach .[] as $x (0; . + $x)]", kNumbers},
      {"", "label $out | .[] | if . < 0 then break $out else empty end", kNumbers},
      {"", "[.[] | try error catch .]", kNumbers},
      {"", "[.[] // 1]", kNumbers},
      {"", "[.[] and true]", kNumbers},
      {"", "[.[]?]", kNumbers},
      {"", "[..]", kNumbers},
      {"", ".[] |= .", kNumbers},
      {"", ".[] += 1", kNumbers},
      {"", "@csv", kNumbers},
      {"", "@sh", kNumbers},
      {"", "[.[] | {a: .}]", kNumbers},
      {"", "def f: if . <= 0 then 0 else . - 1 | f end; f", kCount},
      // Members.
      {"length/0", "[.[]] | length", kMembers},
      {"keys/0", "keys", kMembers},
      {"keys_unsorted/0", "keys_unsorted", kMembers},
      {"to_entries/0", "to_entries", kMembers},
      {"from_entries/0", "from_entries", kEntries},
      {"with_entries/1", "with_entries(.)", kMembers},
      {"map_values/1", "map_values(.)", kMembers},
      {"flatten/0", "flatten", kMembers},
      {"tojson/0", "tojson", kMembers},
      {"del/1", "del(.name10001)", kMembers},
      {"", ". + {a: 1}", kMembers},
      {"", "{a: 1} + .", kMembers},
      {"", ". * {a: 1}", kMembers},
      {"", "{} * .", kMembers},
      {"", ". == (. + {})", kMembers},
      {"", ". < (. + {})", kMembers},
      {"", ". as $in | .a = 1 | $in.a", kMembers},
      {"sort/0", "[., .] | sort", kMembers},
      // Depth.
      {"getpath/1", ". as $path | null | getpath($path)", kPath},
      {"setpath/2", ". as $path | null | setpath($path; 1) | 1", kPath},
      {"delpaths/1", ". as $path | null | delpaths([$path])", kPath},
      {"flatten/0", "flatten", kDeep},
  };
  return rows;
}

}  // namespace tocsin
