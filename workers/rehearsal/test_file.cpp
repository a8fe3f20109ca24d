#include "workers/rehearsal/test_file.hpp"

#include <map>

#include "schemas/events/data.hpp"
#include "schemas/phone_number.hpp"
#include "workers/workflow/oncall/field_reader.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr Duration kLongestAdvance = std::chrono::hours(24 * 31);
constexpr std::size_t kMostSteps = 5'000;

class Reader {
 public:
  explicit Reader(std::string_view file) : file_(file), fields_(std::string(file), out_.findings) {}

  TestFile Read(std::string_view text) {
    text_ = text;
    const auto root = ParseYaml(text, file_);
    if (!root) {
      out_.findings.push_back(root.error());
      return std::move(out_);
    }
    if (!root->IsMap()) {
      fields_.Error(root->mark, "a test file must be a map with 'tests'");
      return std::move(out_);
    }
    fields_.RefuseOthers(*root, {"resources", "tests"});
    if (const YamlNode* shared = root->Find("resources")) shared_ = PartOf(*shared);
    const YamlNode* tests = root->Find("tests");
    if (tests == nullptr) {
      fields_.Error(root->mark, "'tests' is missing");
    } else if (fields_.ExpectList(*tests, "'tests'")) {
      if (tests->items.empty())
        fields_.Error(tests->mark, "'tests' is empty, so that the file cannot fail");
      for (const auto& node : tests->items)
        if (node.IsMap() || !fields_.ExpectMap(node, "a test")) ReadTest(node);
    }
    return std::move(out_);
  }

 private:
  std::shared_ptr<const workflow::ResourceFile> PartOf(const YamlNode& node) const {
    return std::make_shared<const workflow::ResourceFile>(
        workflow::ResourceFile{file_, std::string(text_), node});
  }

  void ReadTest(const YamlNode& node) {
    if (!node.IsMap()) return;
    fields_.RefuseOthers(node, {"name", "workflow", "workflows", "clock", "resources", "given",
                                "callees", "mocks", "expect", "crashEverywhere"});
    TestCase test;
    test.mark = node.mark;
    test.name = fields_.String(node, "name", true).value_or("");
    NoteName(node, test.name);
    test.workflow = fields_.String(node, "workflow", true).value_or("");
    if (const YamlNode* workflow = node.Find("workflow")) test.workflow_mark = workflow->mark;
    if (const YamlNode* others = node.Find("workflows");
        others && fields_.ExpectList(*others, "'workflows'"))
      for (const auto& item : others->items)
        if (IsName(item, "a workflow")) test.others.emplace_back(item.text, item.mark);
    test.clock = ReadClock(node);
    test.resources = shared_;
    if (const YamlNode* own = node.Find("resources")) test.resources = PartOf(*own);
    if (const YamlNode* given = node.Find("given"); given && fields_.ExpectList(*given, "'given'"))
      ReadSteps(*given, test);
    if (const YamlNode* callees = node.Find("callees"))
      test.callees = ReadCallees(*callees, file_, out_.findings);
    if (const YamlNode* mocks = node.Find("mocks"))
      test.mocks = HttpMocks::Read(*mocks, file_, out_.findings);
    if (const YamlNode* expect = node.Find("expect")) {
      ReadExpectations(*expect, test.expect);
    } else {
      fields_.Error(node.mark, "'expect' is missing");
    }
    test.crash_everywhere = ReadBool(node, "crashEverywhere");
    if (!test.crash_everywhere && ExpectsNothing(test.expect) && test.expect.mark.line > 0)
      fields_.Error(test.expect.mark,
                    "'expect' expects nothing, so the test cannot fail; give it 'events', "
                    "'absent', 'calls', 'output', 'error' or 'then: {nothingMore: true}'");
    out_.tests.push_back(std::move(test));
  }

  /// Two tests of one name cannot be told apart in what is printed.
  void NoteName(const YamlNode& node, const std::string& name) {
    if (name.empty()) return;
    const Mark mark = node.Find("name")->mark;
    const auto [first, fresh] = names_.try_emplace(name, mark);
    if (!fresh)
      fields_.Error(mark, "another test of this file is named '" + name + "' (line " +
                              std::to_string(first->second.line) + ")");
  }

  /// False, and a finding, for what is no text.
  bool IsName(const YamlNode& node, std::string_view what) {
    if (node.IsScalar() && !node.text.empty()) return true;
    fields_.Error(node.mark,
                  std::string(what) + " must be a name, not " + std::string(Describe(node.kind)));
    return false;
  }

  static bool ExpectsNothing(const Expectations& expect) {
    return expect.events.empty() && expect.absent.empty() && !expect.calls && !expect.output &&
           !expect.error && !expect.nothing_more;
  }

  void ReadSteps(const YamlNode& given, TestCase& test) {
    for (std::size_t i = 0; i < given.items.size(); ++i) {
      if (i == kMostSteps)
        return fields_.Error(given.items[i].mark, "'given' may have 5000 steps; this is one more");
      ReadStep(given.items[i], test);
    }
  }

  TimePoint ReadClock(const YamlNode& node) {
    const auto text = fields_.String(node, "clock", true);
    if (!text) return {};
    const auto time = ParseTime(*text);
    if (time) return *time;
    fields_.Error(node.Find("clock")->mark,
                  "'clock' must be a time such as 2026-03-07T02:10:00+01:00");
    return {};
  }

  bool ReadBool(const YamlNode& node, std::string_view key) {
    const YamlNode* value = node.Find(key);
    if (value == nullptr) return false;
    if (value->kind == YamlNode::Kind::kBool) return value->text == "true";
    fields_.Error(value->mark, "'" + std::string(key) + "' must be true or false");
    return false;
  }

  void ReadStep(const YamlNode& node, TestCase& test) {
    if (!node.IsMap() || node.members.size() != 1) {
      fields_.Error(node.mark, "a step of 'given' is one of 'event', 'call_in' and 'advance'");
      return;
    }
    fields_.RefuseOthers(node, {"event", "call_in", "advance"});
    if (const auto by = fields_.Time(node, "advance", kLongestAdvance))
      test.given.emplace_back(Advance{*by});
    if (const YamlNode* call = node.Find("call_in")) ReadCallIn(*call, test);
    if (const YamlNode* event = node.Find("event")) ReadEvent(*event, test);
  }

  void ReadCallIn(const YamlNode& node, TestCase& test) {
    if (!fields_.ExpectMap(node, "'call_in'")) return;
    fields_.RefuseOthers(node, {"from", "to"});
    CallIn call{.from = fields_.String(node, "from", true).value_or(""),
                .to = fields_.String(node, "to", false).value_or("")};
    for (const auto& number : {call.from, call.to})
      if (!number.empty() && !IsPhoneNumber(number))
        fields_.Error(node.mark, "'" + number + "' must be a number of '+' and 7 to 15 digits");
    test.given.emplace_back(std::move(call));
  }

  void ReadEvent(const YamlNode& node, TestCase& test) {
    if (!node.IsMap()) {
      fields_.ExpectMap(node, "'event'");
      return;
    }
    fields_.RefuseOthers(node, {"type", "id", "source", "subject", "time", "expirytime", "data"});
    Event event;
    event.type = fields_.String(node, "type", true).value_or("");
    event.id = fields_.String(node, "id", false)
                   .value_or("given-" + std::to_string(test.given.size() + 1));
    event.source = fields_.String(node, "source", false).value_or("/tocsin/rehearsal");
    event.time = fields_.String(node, "time", false).value_or("");
    if (const auto expiry = fields_.String(node, "expirytime", false))
      event.extensions["expirytime"] = *expiry;
    json::value data;
    if (const YamlNode* given = node.Find("data")) data = given->ToJson();
    if (const auto subject = fields_.String(node, "subject", false)) {
      event.subject = *subject;
    } else {
      event.subject = events::SubjectOf(data);
    }
    event.data = Payload::Of(data);
    test.given.emplace_back(std::move(event));
  }

  void ReadExpectations(const YamlNode& node, Expectations& expect) {
    expect.mark = node.mark;
    if (!node.IsMap()) {
      fields_.ExpectMap(node, "'expect'");
      return;
    }
    fields_.RefuseOthers(node, {"events", "absent", "calls", "output", "error", "then"});
    if (const YamlNode* events = node.Find("events");
        events && fields_.ExpectList(*events, "'events'"))
      for (const auto& item : events->items) ReadExpectedEvent(item, expect);
    if (const YamlNode* absent = node.Find("absent");
        absent && fields_.ExpectList(*absent, "'absent'"))
      for (const auto& item : absent->items)
        if (IsName(item, "an event type")) expect.absent.emplace_back(item.text, item.mark);
    if (const YamlNode* calls = node.Find("calls")) ReadCalls(*calls, expect);
    for (const auto& [key, place] :
         {std::pair("output", &expect.output), std::pair("error", &expect.error)}) {
      const YamlNode* value = node.Find(key);
      if (value == nullptr) continue;
      *place = value->ToJson();
      expect.result_mark = value->mark;
    }
    if (const YamlNode* then = node.Find("then")) ReadThen(*then, expect);
  }

  void ReadExpectedEvent(const YamlNode& node, Expectations& expect) {
    if (!node.IsMap()) {
      fields_.ExpectMap(node, "an expected event");
      return;
    }
    fields_.RefuseOthers(node, {"type", "subject", "data"});
    ExpectedEvent event;
    event.mark = node.mark;
    event.type = fields_.String(node, "type", true).value_or("");
    event.subject = fields_.String(node, "subject", false);
    if (const YamlNode* data = node.Find("data")) event.data = data->ToJson();
    expect.events.push_back(std::move(event));
  }

  void ReadCalls(const YamlNode& node, Expectations& expect) {
    expect.calls_mark = node.mark;
    if (!fields_.ExpectMap(node, "'calls'")) return;
    expect.calls.emplace();
    for (const auto& member : node.members)
      if (const auto count = fields_.Integer(node, member.key, 0, 1000))
        expect.calls->push_back({member.key, *count, member.mark});
  }

  void ReadThen(const YamlNode& node, Expectations& expect) {
    expect.then_mark = node.mark;
    if (!fields_.ExpectMap(node, "'then'")) return;
    fields_.RefuseOthers(node, {"advance", "nothingMore"});
    expect.then_advance = fields_.Time(node, "advance", kLongestAdvance).value_or(Duration(0));
    expect.nothing_more = ReadBool(node, "nothingMore");
    if (!expect.nothing_more)
      fields_.Error(node.mark, "'then' expects something only with 'nothingMore: true'");
  }

  std::string file_;
  TestFile out_;
  workflow::FieldReader fields_;
  std::string_view text_;
  std::shared_ptr<const workflow::ResourceFile> shared_;
  std::map<std::string, Mark> names_;
};

}  // namespace

TestFile ReadTestFile(std::string_view text, std::string_view file) {
  return Reader(file).Read(text);
}

}  // namespace tocsin::rehearsal
