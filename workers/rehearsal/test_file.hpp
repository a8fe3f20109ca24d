#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/http_mocks.hpp"
#include "workers/rehearsal/scripted_model.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {

struct ExpectedEvent {
  Mark mark;
  std::string type;
  std::optional<std::string> subject;
  json::value data;  ///< a part of what the event must hold; null: anything
};

struct ExpectedCalls {
  std::string who;  ///< contact or phone number
  int count = 0;
  Mark mark;
};

struct ExpectedMessage {
  Mark mark;
  std::string channel;
  json::value body;  ///< a part of what was sent; null: anything
};

struct Expectations {
  Mark mark;
  /// In this order; of every type named here there must be no others.
  std::vector<ExpectedEvent> events;
  std::vector<std::pair<std::string, Mark>> absent;  ///< types that must not occur
  std::optional<std::vector<ExpectedCalls>> calls;   ///< others must not be called
  Mark calls_mark;
  std::optional<std::vector<ExpectedMessage>> messages;  ///< in this order, and no others
  Mark messages_mark;
  std::optional<json::value> output;  ///< of the last run, the part that matters
  std::optional<json::value> error;   ///< of the last run, likewise
  Mark result_mark;
  Duration then_advance{0};
  bool nothing_more = false;
  Mark then_mark;
};

/// Time goes by.
struct Advance {
  Duration by{0};
};
/// Somebody calls a number of ours.
struct CallIn {
  std::string from;
  std::string to;  ///< empty: the number there is
};
/// Somebody decides by the link of a message.
struct LinkUse {
  std::string choice;
  std::string channel;  ///< empty: of any
  std::string pin;      ///< empty: none
};
/// Somebody answers a text message.
struct TextReply {
  std::string from;
  std::string text;
  std::string pin;  ///< empty: none
};
using GivenStep = std::variant<Event, Advance, CallIn, LinkUse, TextReply>;

struct TestCase {
  std::string name;
  Mark mark;
  std::string workflow;  ///< name of the file beside the test file, without .yaml
  Mark workflow_mark;
  std::vector<std::pair<std::string, Mark>> others;  ///< more workflows that run beside it
  TimePoint clock{};
  /// Its own or those of its file; null: those of the folder.
  std::shared_ptr<const workflow::ResourceFile> resources;
  std::vector<GivenStep> given;
  Callees callees;
  HttpMocks mocks;
  HttpMocks channels;                               ///< answers of channels, by name
  std::optional<std::vector<ModelAnswer>> model;    ///< none: there is no language model
  std::map<std::string, Secret, std::less<>> pins;  ///< of contacts
  Expectations expect;
  bool crash_everywhere = false;
};

struct TestFile {
  std::vector<TestCase> tests;
  std::vector<Finding> findings;  ///< with errors no test may run
};

/// Reads a `*_test.yaml`: {resources?, tests: [{name, workflow, workflows?, clock, resources?,
/// given, callees, mocks, channels, model, pins, expect, crashEverywhere}]}.
TestFile ReadTestFile(std::string_view text, std::string_view file);

}  // namespace tocsin::rehearsal
