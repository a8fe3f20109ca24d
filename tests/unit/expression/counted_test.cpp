// links: expression
//
// The same program, input and scope give the same result and count the same steps: on two threads
// at once, by a second evaluator, and in every build, for the numbers stand here.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/message.hpp"
#include "adapters/expression/parser.hpp"
#include "adapters/expression/regex_cache.hpp"
#include "adapters/expression/resolver.hpp"
#include "adapters/expression/result.hpp"

namespace tocsin::jq {
namespace {

struct Counted {
  std::string text;
  std::string result;  ///< canonical JSON of all outputs, or what ended it
  std::int64_t steps = 0;

  bool operator==(const Counted&) const = default;
};

const json::value kCountedInput = json::parse(R"({
  "alert": {"id": 9007199254740993, "severity": 4, "labels": {"host": "node-7", "zone": "b"}},
  "items": [{"id": 3, "text": "Disk full", "host": "a"}, {"id": 1, "text": "Memory low", "host": "b"},
            {"id": 2, "text": "disk slow", "host": "a"}],
  "text": "gr\u00fc\u00df dich, Welt", "time": 1700000000, "far": [1.5, -2, 1e300, 18446744073709551615]})");
const json::value kCountedContext =
    json::parse(R"({"rungs": [1, 2, 3], "decided": {"choice": "yes"}})");

/// Evaluators made one after the other share nothing.
class Evaluator {
 public:
  Counted Run(const std::string& text) {
    Counted counted{text, {}, 0};
    const auto root = ParseExpression(text, syntax_);
    if (!root || !resolver_.Resolve(*root, {"context"})) {
      counted.result = "does not compile";
      return counted;
    }
    Machine machine(values_, regexes_);
    json::array outputs;
    std::string problem;
    const bool fine = machine.Each(*root, {}, {Value::Of(kCountedInput)}, [&](Item&& item) {
      outputs.push_back(ToResult(item.value, {std::size_t{1} << 20, 100}, problem));
      return true;
    });
    counted.result = fine ? CanonicalJson(outputs) : "error: " + FailureMessage(machine, text);
    counted.steps = machine.meter().Steps();
    return counted;
  }

 private:
  Syntax syntax_;
  std::vector<std::string> names_ = {"context"};
  std::vector<Value> values_ = {Value::Of(kCountedContext)};
  Resolver resolver_{syntax_, names_};
  RegexCache regexes_;
};

const std::vector<Counted> kCounted = {
    {R"_(.alert)_",
     R"_([{"id":9007199254740993,"labels":{"host":"node-7","zone":"b"},"severity":4}])_", 2},
    {R"_(.alert.id)_", R"_([9007199254740993])_", 3},
    {R"_(.alert | {id, host: .labels.host, more: [.severity, .missing]})_",
     R"_([{"host":"node-7","id":9007199254740993,"more":[4,null]}])_", 18},
    {R"_($context.rungs | length)_", R"_([3])_", 5},
    {R"_($context.decided.choice // "no")_", R"_(["yes"])_", 5},
    {R"_([.items[] | select(.id >= 2) | .text])_", R"_([["Disk full","disk slow"]])_", 33},
    {R"_(.items | sort_by(.id) | map(.id))_", R"_([[1,2,3]])_", 32},
    {R"_(.items | group_by(.host) | map({host: .[0].host, count: length}))_",
     R"_([[{"count":2,"host":"a"},{"count":1,"host":"b"}]])_", 48},
    {R"_(.items | unique_by(.host) | length)_", R"_([2])_", 27},
    {R"_([.items[].text | select(test("disk"; "i")) | ascii_downcase])_",
     R"_([["disk full","disk slow"]])_", 695},
    {R"_(.text | [scan("[a-z]+")] | length)_", R"_([3])_", 121},
    {R"_(.text | gsub("(?<x>[aeiou])"; "<\(.x)>"))_", R"_(["grüß d<i>ch, W<e>lt"])_", 146},
    {R"_(.text | split(", ") | join("-"))_", R"_(["grüß dich-Welt"])_", 14},
    {R"_("id \(.alert.id) of \(.alert.labels | to_entries | map("\(.key)=\(.value)") | join(","))")_",
     R"_(["id 9007199254740993 of host=node-7,zone=b"])_", 37},
    {R"_(.alert | tojson | fromjson | .id + 1)_", R"_([9007199254740994])_", 25},
    {R"_([.. | numbers] | length)_", R"_([10])_", 258},
    {R"_([paths] | length)_", R"_([26])_", 280},
    {R"_([leaf_paths | map(tostring) | join(".")] | sort | .[0])_", R"_(["alert.id"])_", 983},
    {R"_(.items |= map(.id += 10) | [.items[].id])_", R"_([[13,11,12]])_", 50},
    {R"_(del(.items[] | select(.host == "a")) | .items | length)_", R"_([1])_", 42},
    {R"_(.alert.labels * {zone: "c", rack: 1})_", R"_([{"host":"node-7","rack":1,"zone":"c"}])_",
     10},
    {R"_(reduce .items[] as {id: $id} (0; . + $id))_", R"_([6])_", 29},
    {R"_([foreach range(10) as $i (0; . + $i; select(. % 2 == 0))])_", R"_([[0,6,10,28,36]])_",
     122},
    {R"_([limit(5; repeat(1))])_", R"_([[1,1,1,1,1]])_", 25},
    {R"_(first(range(10; infinite)))_", R"_([10])_", 5},
    {R"_([.[]? | try error("x") catch .])_", R"_([["x","x","x","x","x"]])_", 46},
    {R"_(try error({a: 1}) catch .a)_", R"_([1])_", 8},
    {R"_(label $out | foreach (1, 2, 3) as $i (0; . + $i; if . > 2 then ., break $out else . end))_",
     R"_([1,3])_", 31},
    {R"_(def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; 15 | fac)_", R"_([1307674368000])_",
     164},
    {R"_(def f(g): [g, g]; f(.alert.severity, 1))_", R"_([[4,1,4,1]])_", 23},
    {R"_([range(1000)] | map(. * 2) | add)_", R"_([999000])_", 9010},
    {R"_(reduce range(1000) as $i ([]; .[$i] = $i) | length)_", R"_([1000])_", 12009},
    {R"_(reduce range(300) as $i ({}; .["k\($i)"] = $i) | keys | length)_", R"_([300])_", 5513},
    {R"_(0 | until(. >= 1000; . + 1))_", R"_([1000])_", 7009},
    {R"_([.far[] | floor])_", R"_([[1,-2,1E300,18446744073709551615]])_", 21},
    {R"_(.far | map(tostring))_", R"_([["1.5","-2","1e+300","18446744073709551615"]])_", 25},
    {R"_(.time | todate)_", R"_(["2023-11-14T22:13:20Z"])_", 16},
    {R"_(.time | strftime("%A %Y"))_", R"_(["Tuesday 2023"])_", 8},
    {R"_("2023-11-14T22:13:20Z" | fromdate)_", R"_([1700000000])_", 9},
    {R"_([.items[] | .id] | combinations(2)?)_",
     R"_([[3,3],[3,1],[3,2],[1,3],[1,1],[1,2],[2,3],[2,1],[2,2]])_", 337},
    {R"_([[1, 2], [3, 4]] | [combinations])_", R"_([[[1,3],[1,4],[2,3],[2,4]]])_", 179},
    {R"_([.text | explode[]] | implode)_", R"_(["grüß dich, Welt"])_", 55},
    {R"_(.text | @base64 | @base64d)_", R"_(["grüß dich, Welt"])_", 8},
    {R"_(@uri "q=\(.text)")_", R"_(["q=gr%C3%BC%C3%9F%20dich%2C%20Welt"])_", 6},
    {R"_([.items[] | [.id, .text]] | .[] | @csv)_",
     R"_(["3,\"Disk full\"","1,\"Memory low\"","2,\"disk slow\""])_", 56},
    {R"_(getpath(["alert", "labels", "host"]))_", R"_(["node-7"])_", 16},
    {R"_([.items[1:][].id, .items[:-1][].id, .text[2:4]])_", R"_([[1,2,3,1,"üß"]])_", 28},
    {R"_(.items as [{id: $a}, {id: $b}] | $a * $b)_", R"_([3])_", 15},
    {R"_([.items[] as {id: $n} ?// [$n] | $n])_", R"_([[3,1,2]])_", 29},
    {R"_([splits(", "; null)?])_", R"_([[]])_", 24},
    {R"_(input_line)_", R"_(does not compile)_", 0},
    {R"_(.text.id)_", R"_(error: Cannot index string with string ("id"))_", 3},
    {R"_(.items | . + {})_",
     R"_(error: array ([{"id":3,"text":"Disk ful...]) and object ({}) cannot be added at 1:10 ('. + {}'))_",
     7},
    {R"_(until(false; .))_",
     R"_(error: the expression takes more than 2000000 steps at 1:14 ('.'))_", 2000001},
    {R"_(def f: [f]; f)_",
     R"_(error: functions and brackets are nested deeper than 2000; is there a recursion without end? at 1:9 ('f'))_",
     4001},
    {R"_(def f: 1 + f; f)_",
     R"_(error: functions and brackets are nested deeper than 2000; is there a recursion without end? at 1:12 ('f'))_",
     4001},
    {R"_(last(recurse(., .)))_",
     R"_(error: functions and brackets are nested deeper than 2000; is there a recursion without end? at 1:14 ('.'))_",
     3332},
    {R"_(reduce range(60) as $i (1; [., .]) | tojson)_",
     R"_(error: the expression takes more than 2000000 steps at 1:38 ('tojson'))_", 2000001},
    {R"_(reduce range(60) as $i ("x"; . + .))_",
     R"_(error: a text is longer than 32 MiB at 1:30 ('. + .'))_", 2097309},
    {R"_("=" * 3e8)_", R"_(error: a text is longer than 32 MiB)_", 4},
    {R"_([] | .[5e8] = 1)_", R"_(error: Array index too large at 1:6 ('.[5e8] = 1'))_", 13},
    {R"_([range(100000)] | map(tostring) | join("") | length)_", R"_([488890])_", 811470},
    {R"_(reduce range(9000) as $i (1; [.]) | flatten)_", R"_([[1]])_", 54009},
    {R"_(reduce range(20000) as $i (1; [.]) | tojson | length)_", R"_([20021])_", 110482},
    {R"_([limit(1000; repeat("ab"))] | group_by(.) | length)_", R"_([1])_", 25901},
    {R"_("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" | test("^(a+)+$"))_",
     R"_(error: the regular expression takes too many steps on a text of 38 bytes at 1:44 ('test("^(a+)+$")'))_",
     78},
};

/// As it stands in the table.
std::string RowOf(const Counted& counted) {
  return "\n    {R\"_(" + counted.text + ")_\", R\"_(" + counted.result + ")_\", " +
         std::to_string(counted.steps) + "},";
}

void ExpectTable(const std::vector<Counted>& seen, const std::string& where) {
  ASSERT_EQ(seen.size(), kCounted.size());
  for (std::size_t i = 0; i < seen.size(); ++i)
    EXPECT_TRUE(seen[i] == kCounted[i]) << where << " this was:" << RowOf(seen[i]);
}

std::vector<Counted> RunTable() {
  Evaluator evaluator;
  std::vector<Counted> seen;
  for (const auto& expected : kCounted) seen.push_back(evaluator.Run(expected.text));
  return seen;
}

TEST(Counted, IsWhatItWasInEveryBuild) { ExpectTable(RunTable(), "here"); }

TEST(Counted, IsTheSameOnTwoThreadsAtOnce) {
  std::vector<Counted> seen[2];
  std::thread first([&] { seen[0] = RunTable(); });
  std::thread second([&] { seen[1] = RunTable(); });
  first.join();
  second.join();
  ExpectTable(seen[0], "on a thread");
  ExpectTable(seen[1], "on another thread");
}

/// What was evaluated before in the same program leaves nothing behind.
TEST(Counted, IsTheSameInAnyOrder) {
  constexpr std::int64_t kMany = 50'000;  // the long ones take their time in the other tests
  Evaluator evaluator;
  for (auto expected = kCounted.rbegin(); expected != kCounted.rend(); ++expected) {
    if (expected->steps > kMany) continue;
    const Counted seen = evaluator.Run(expected->text);
    EXPECT_TRUE(seen == *expected) << "the other way round this was:" << RowOf(seen);
  }
}

}  // namespace
}  // namespace tocsin::jq
