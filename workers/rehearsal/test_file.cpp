#include "workers/rehearsal/test_file.hpp"

#include <map>
#include <utility>

#include "schemas/events/data.hpp"
#include "workers/rehearsal/test_tables.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr std::size_t kMostSteps = 5'000;

/// Makes tests of what a file says and finds what does not go together.
class TestMaker {
 public:
  explicit TestMaker(std::string_view file) : file_(file) {}

  TestFile Make(std::string_view text) {
    text_ = text;
    const auto root = ParseYaml(text, file_);
    if (!root) {
      out_.findings.push_back(root.error());
      return std::move(out_);
    }
    TestEntries entries;
    DecodePart(*root, "", file_, entries, out_.findings);
    shared_ = PartOf(entries.resources);
    const auto& [tests, mark] = entries.tests;
    if (tests.empty()) Error(mark, "'tests' is empty, so that the file cannot fail");
    for (const auto& test : tests) AddTest(test);
    SortByPlace(out_.findings);
    return std::move(out_);
  }

 private:
  /// Nothing of what is at fault already, and has no place therefore.
  void Error(Mark mark, std::string text) {
    if (mark.line == 0) return;
    out_.findings.push_back({file_, mark, Finding::Level::kError, std::move(text)});
  }

  std::shared_ptr<const workflow::ResourceFile> PartOf(
      const Unread<workflow::ResourceEntries>& part) const {
    if (!part.node) return nullptr;
    return std::make_shared<const workflow::ResourceFile>(
        workflow::ResourceFile{file_, std::string(text_), *part.node});
  }

  void AddTest(const Located<CaseEntry>& located) {
    const CaseEntry& entry = located.value;
    NoteName(entry.name);
    TestCase test;
    test.mark = located.mark;
    test.name = entry.name.value;
    test.workflow = entry.workflow.value;
    test.workflow_mark = entry.workflow.mark;
    for (const auto& [name, mark] : entry.workflows) test.others.emplace_back(name, mark);
    test.clock = entry.clock.at;
    test.resources = entry.resources.node ? PartOf(entry.resources) : shared_;
    AddSteps(entry, test);
    test.callees = CalleesOf(entry.callees, file_, out_.findings);
    test.mocks = HttpMocks::Of(entry.mocks);
    test.channels = HttpMocks::Of(entry.channels);
    for (const auto& pin : entry.pins) test.pins.emplace(pin.name, pin.value);
    if (entry.model) test.model = ModelAnswersOf(*entry.model);
    test.expect = Expected(entry.expect);
    test.crash_everywhere = entry.crash_everywhere;
    if (!test.crash_everywhere && ExpectsNothing(test.expect))
      Error(test.expect.mark,
            "'expect' expects nothing, so the test cannot fail; give it 'events', 'absent', "
            "'calls', 'messages', 'output', 'error' or 'then: {nothingMore: true}'");
    out_.tests.push_back(std::move(test));
  }

  /// Two tests of one name cannot be told apart in what is printed.
  void NoteName(const Located<std::string>& name) {
    if (name.mark.line == 0) return;
    const auto [first, fresh] = names_.try_emplace(name.value, name.mark);
    if (!fresh)
      Error(name.mark, "another test of this file is named '" + name.value + "' (line " +
                           std::to_string(first->second.line) + ")");
  }

  static bool ExpectsNothing(const Expectations& expect) {
    return expect.events.empty() && expect.absent.empty() && !expect.calls && !expect.messages &&
           !expect.output && !expect.error && !expect.nothing_more;
  }

  void AddSteps(const CaseEntry& entry, TestCase& test) {
    for (const auto& [step, mark] : entry.given) {
      if (test.given.size() == kMostSteps)
        return Error(mark, "'given' may have 5000 steps; this is one more");
      if (step.event.has_value() + step.call_in.has_value() + step.link.has_value() +
              step.reply.has_value() + step.advance.has_value() !=
          1) {
        Error(mark,
              "a step of 'given' is one of 'event', 'call_in', 'link', 'reply' and 'advance'");
      } else if (step.advance) {
        test.given.emplace_back(Advance{*step.advance});
      } else if (step.call_in) {
        test.given.emplace_back(CallIn{.from = step.call_in->from, .to = step.call_in->to});
      } else if (step.link) {
        test.given.emplace_back(LinkUse{
            .choice = step.link->choice, .channel = step.link->channel, .pin = step.link->pin});
      } else if (step.reply) {
        test.given.emplace_back(
            TextReply{.from = step.reply->from, .text = step.reply->text, .pin = step.reply->pin});
      } else {
        test.given.emplace_back(EventOf(*step.event, test.given.size() + 1));
      }
    }
  }

  static Event EventOf(const EventEntry& entry, std::size_t number) {
    const auto or_else = [](const std::string& given, std::string otherwise) {
      return given.empty() ? std::move(otherwise) : given;
    };
    Event event;
    event.type = entry.type;
    event.id = or_else(entry.id, "given-" + std::to_string(number));
    event.source = or_else(entry.source, "/tocsin/rehearsal");
    event.time = entry.time;
    if (!entry.expirytime.empty())
      event.extensions[std::string(NameOf<&EventEntry::expirytime>())] = entry.expirytime;
    event.subject = or_else(entry.subject, events::SubjectOf(entry.data));
    event.data = Payload::Of(entry.data);
    return event;
  }

  Expectations Expected(const Located<ExpectEntry>& located) {
    const ExpectEntry& entry = located.value;
    Expectations expect;
    expect.mark = located.mark;
    for (const auto& [event, mark] : entry.events)
      expect.events.push_back({mark, event.type, event.subject, event.data});
    for (const auto& [type, mark] : entry.absent) expect.absent.emplace_back(type, mark);
    if (entry.calls) {
      expect.calls_mark = entry.calls->mark;
      expect.calls.emplace();
      for (const auto& [who, mark, count] : entry.calls->value)
        expect.calls->push_back({who, count, mark});
    }
    if (entry.messages) {
      expect.messages_mark = entry.messages->mark;
      expect.messages.emplace();
      for (const auto& [message, mark] : entry.messages->value)
        expect.messages->push_back({mark, message.channel, message.body});
    }
    const auto result = [&](const std::optional<Located<json::value>>& given) {
      if (given) expect.result_mark = given->mark;
      return given ? std::optional(given->value) : std::nullopt;
    };
    expect.output = result(entry.output);
    expect.error = result(entry.error);
    if (entry.then) {
      expect.then_mark = entry.then->mark;
      expect.then_advance = entry.then->value.advance;
      expect.nothing_more = entry.then->value.nothing_more;
      if (!expect.nothing_more)
        Error(expect.then_mark, "'then' expects something only with 'nothingMore: true'");
    }
    return expect;
  }

  std::string file_;
  TestFile out_;
  std::string_view text_;
  std::shared_ptr<const workflow::ResourceFile> shared_;
  std::map<std::string, Mark> names_;
};

}  // namespace

TestFile ReadTestFile(std::string_view text, std::string_view file) {
  return TestMaker(file).Make(text);
}

}  // namespace tocsin::rehearsal
