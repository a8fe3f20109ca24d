#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml_fields.hpp"
#include "workers/rehearsal/callee_tables.hpp"
#include "workers/rehearsal/http_mocks.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"

namespace tocsin::rehearsal {

// What a `*_test.yaml` holds, as it is written. Their tables give the reading, the JSON Schema and
// the reference page.

struct EventEntry {
  std::string type;
  std::string id;
  std::string source;
  std::string subject;
  std::string time;
  std::string expirytime;
  json::value data;
  static const FieldTable& Spec();
};

/// A call that comes in.
struct CallInEntry {
  std::string from;
  std::string to;
  static const FieldTable& Spec();
};

/// Somebody opens the link of a message, chooses and confirms.
struct LinkEntry {
  std::string choice;
  std::string channel;
  std::string pin;
  static const FieldTable& Spec();
};

/// Somebody answers a text message.
struct ReplyEntry {
  std::string from;
  std::string text;
  std::string pin;
  static const FieldTable& Spec();
};

/// One of them.
struct StepEntry {
  std::optional<EventEntry> event;
  std::optional<CallInEntry> call_in;
  std::optional<LinkEntry> link;
  std::optional<ReplyEntry> reply;
  std::optional<Duration> advance;
  static const FieldTable& Spec();
};

struct ExpectedEventEntry {
  std::string type;
  std::optional<std::string> subject;
  json::value data;
  static const FieldTable& Spec();
};

struct ExpectedMessageEntry {
  std::string channel;
  json::value body;
  static const FieldTable& Spec();
};

struct ThenEntry {
  Duration advance{0};
  bool nothing_more = false;
  static const FieldTable& Spec();
};

struct ExpectEntry {
  std::vector<Located<ExpectedEventEntry>> events;
  std::vector<Located<std::string>> absent;
  std::optional<Located<NamedList<int>>> calls;
  std::optional<Located<std::vector<Located<ExpectedMessageEntry>>>> messages;
  std::optional<Located<json::value>> output;
  std::optional<Located<json::value>> error;
  std::optional<Located<ThenEntry>> then;
  static const FieldTable& Spec();
};

/// A moment with its zone.
struct ClockText {
  static constexpr std::string_view kWord = "RFC 3339 time";
  TimePoint at{};
  std::string Read(std::string_view text);
  std::string Text() const;
};

/// A tool that the language model calls in a conversation.
struct ToolEntry {
  std::string name;
  json::object arguments;
  static const FieldTable& Spec();
};

/// What the language model says to a question in a call.
struct ModelEntry {
  Located<HearText> asked;
  std::string say;
  std::optional<ToolEntry> tool;
  static const FieldTable& Spec();
};

struct CaseEntry {
  Located<std::string> name;
  Located<std::string> workflow;
  std::vector<Located<std::string>> workflows;
  ClockText clock;
  Unread<workflow::ResourceEntries> resources;
  std::vector<Located<StepEntry>> given;
  CalleeEntries callees;
  MockEntries mocks;
  MockEntries channels;
  std::optional<std::vector<Located<ModelEntry>>> model;
  NamedList<std::string> pins;
  Located<ExpectEntry> expect;
  bool crash_everywhere = false;
  static const FieldTable& Spec();
};

struct TestEntries {
  Unread<workflow::ResourceEntries> resources;
  Located<std::vector<Located<CaseEntry>>> tests;
  static const FieldTable& Spec();
};

}  // namespace tocsin::rehearsal
