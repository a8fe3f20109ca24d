#include "workers/rehearsal/test_tables.hpp"

#include "schemas/phone_number.hpp"
#include "schemas/pin.hpp"
#include "schemas/uri_reference.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr double kLongestAdvance = 31.0 * 24 * 3'600'000;  // 31 days
constexpr double kMostCalls = 1'000;

std::string FaultOfGivenSource(std::string_view text) {
  return IsIriReference(text) ? "" : "must be a URI reference such as /monitoring/host1";
}

std::string FaultOfNumber(std::string_view text) {
  return IsPhoneNumber(text) ? "" : "must be a number of '+' and 7 to 15 digits, in quotes";
}

}  // namespace

std::string ClockText::Read(std::string_view text) {
  const auto time = ParseTime(text);
  if (!time) return "must be a time such as 2026-03-07T02:10:00+01:00";
  at = *time;
  return {};
}
std::string ClockText::Text() const { return at == TimePoint{} ? "" : FormatTime(at); }

const FieldTable& EventEntry::Spec() {
  static const FieldTable table = TableOf<EventEntry>(
      "event", "An event that comes in.",
      {FieldOf<&EventEntry::type>(
           "type", "Its type.",
           {.required = true, .example = "tocsin.alert.raised", .check = FaultOfEmpty}),
       FieldOf<&EventEntry::id>("id", "Its id.",
                                {.default_text = "`given-N`", .check = FaultOfEmpty}),
       FieldOf<&EventEntry::source>(
           "source", "Who made it.",
           {.default_text = "`/tocsin/rehearsal`", .check = FaultOfGivenSource}),
       FieldOf<&EventEntry::subject>(
           "subject", "What it is about.",
           {.default_text = "`alert_id` or `call_id` of the data", .check = FaultOfEmpty}),
       FieldOf<&EventEntry::time>("time", "When it was made.",
                                  {.default_text = "the clock", .check = FaultOfEmpty}),
       FieldOf<&EventEntry::expirytime>("expirytime", "When it no longer matters.",
                                        {.check = FaultOfEmpty}),
       FieldOf<&EventEntry::data>(
           "data", "Its data.", {.example = R"({"title":"nginx stopped"})", .takes_null = true})});
  return table;
}

const FieldTable& CallInEntry::Spec() {
  static const FieldTable table = TableOf<CallInEntry>(
      "call_in", "Somebody calls a number of ours; how they behave is in `callees`.",
      {FieldOf<&CallInEntry::from>("from", "Their number.",
                                   {.required = true,
                                    .example = "+15559876543",
                                    .shown = Shown::kPhone,
                                    .check = FaultOfNumber}),
       FieldOf<&CallInEntry::to>(
           "to", "The number that they call.",
           {.default_text = "the one there is", .shown = Shown::kPhone, .check = FaultOfNumber})});
  return table;
}

const FieldTable& LinkEntry::Spec() {
  static const FieldTable table = TableOf<LinkEntry>(
      "link", "Somebody opens the link of the newest message that has one, and decides there.",
      {FieldOf<&LinkEntry::choice>("choice", "What they choose and confirm.",
                                   {.required = true, .example = "approve"}),
       FieldOf<&LinkEntry::channel>("channel", "Over which the message went.",
                                    {.example = "ops-chat", .default_text = "any"}),
       FieldOf<&LinkEntry::pin>("pin", "Their PIN, where it is asked for.",
                                {.example = "4711", .default_text = "none"})});
  return table;
}

const FieldTable& ReplyEntry::Spec() {
  static const FieldTable table = TableOf<ReplyEntry>(
      "reply", "Somebody texts us, and confirms with the code that is sent back to them.",
      {FieldOf<&ReplyEntry::from>("from", "Their number.",
                                  {.required = true,
                                   .example = "+15559876543",
                                   .shown = Shown::kPhone,
                                   .check = FaultOfNumber}),
       FieldOf<&ReplyEntry::text>("text", "What they text.",
                                  {.required = true, .example = "1", .check = FaultOfEmpty}),
       FieldOf<&ReplyEntry::pin>("pin", "Their PIN, where it is asked for.",
                                 {.example = "4711", .default_text = "none"})});
  return table;
}

const FieldTable& StepEntry::Spec() {
  static const FieldTable table =
      TableOf<StepEntry>("step", "What happens next: one of them.",
                         {FieldOf<&StepEntry::event>("event", "An event comes in."),
                          FieldOf<&StepEntry::call_in>("call_in", "Somebody calls us."),
                          FieldOf<&StepEntry::link>("link", "Somebody decides by a link."),
                          FieldOf<&StepEntry::reply>("reply", "Somebody decides by a text."),
                          FieldOf<&StepEntry::advance>("advance", "Time goes by.",
                                                       {.max = kLongestAdvance, .example = "5m"})});
  return table;
}

const FieldTable& ExpectedEventEntry::Spec() {
  static const FieldTable table = TableOf<ExpectedEventEntry>(
      "expected_event", "An event that must have been emitted.",
      {FieldOf<&ExpectedEventEntry::type>(
           "type", "Its type.",
           {.required = true, .example = "tocsin.alert.closed", .check = FaultOfEmpty}),
       FieldOf<&ExpectedEventEntry::subject>("subject", "What it is about; absent: anything.",
                                             {.check = FaultOfEmpty}),
       FieldOf<&ExpectedEventEntry::data>("data", "A part of what it must hold; absent: anything.",
                                          {.takes_null = true})});
  return table;
}

const FieldTable& ExpectedMessageEntry::Spec() {
  static const FieldTable table = TableOf<ExpectedMessageEntry>(
      "message", "A message that a channel must have taken.",
      {FieldOf<&ExpectedMessageEntry::channel>(
           "channel", "The channel's name.",
           {.required = true, .example = "ops-chat", .check = FaultOfEmpty}),
       FieldOf<&ExpectedMessageEntry::body>(
           "body", "A part of what was sent, as its kind sends it; absent: anything.",
           {.example = R"({"text":"Disk full"})", .takes_null = true})});
  return table;
}

const FieldTable& ThenEntry::Spec() {
  static const FieldTable table =
      TableOf<ThenEntry>("then", "What must not happen after all of it.",
                         {FieldOf<&ThenEntry::advance>("advance", "Time that goes by first.",
                                                       {.max = kLongestAdvance}),
                          FieldOf<&ThenEntry::nothing_more>(
                              "nothingMore", "Nothing is emitted then, and no run is waiting.")});
  return table;
}

const FieldTable& ExpectEntry::Spec() {
  static const FieldTable table = TableOf<ExpectEntry>(
      "expect", "What must have happened.",
      {FieldOf<&ExpectEntry::events>(
           "events", "Events in this order; of every type that is named there must be no others."),
       FieldOf<&ExpectEntry::absent>(
           "absent", "Types of events that must not have been emitted.",
           {.example = R"(["tocsin.action.requested"])", .check = FaultOfEmpty}),
       FieldOf<&ExpectEntry::calls>(
           "calls", "Calls by contact or phone number; nobody else was called.",
           {.min = 0, .max = kMostCalls, .example = R"({"alice":2})", .takes_null = true}),
       FieldOf<&ExpectEntry::messages>(
           "messages", "Messages that channels took, in this order; there were no others.",
           {.takes_null = true}),
       FieldOf<&ExpectEntry::output>("output", "A part of the last run's output.",
                                     {.takes_null = true}),
       FieldOf<&ExpectEntry::error>("error", "A part of the error that the last run ended with.",
                                    {.takes_null = true}),
       FieldOf<&ExpectEntry::then>("then", "What must not happen afterwards.")});
  return table;
}

const FieldTable& ToolEntry::Spec() {
  static const FieldTable table = TableOf<ToolEntry>(
      "tool", "A tool that the language model calls.",
      {FieldOf<&ToolEntry::name>(
           "name", "Which.", {.required = true, .example = "find_times", .check = FaultOfEmpty}),
       FieldOf<&ToolEntry::arguments>("arguments", "With what.",
                                      {.example = R"({"day":"tuesday"})"})});
  return table;
}

const FieldTable& ModelEntry::Spec() {
  static const FieldTable table = TableOf<ModelEntry>(
      "answer", "What the language model says to a question in a call.",
      {FieldOf<&ModelEntry::asked>("asked",
                                   "In the words of the question, or in what came of a tool; any "
                                   "letter case.",
                                   {.required = true, .example = "web ?site"}),
       FieldOf<&ModelEntry::say>("say", "Its answer; absent: it gives none.",
                                 {.example = "Only nginx on pve1 is down.", .check = FaultOfEmpty}),
       FieldOf<&ModelEntry::tool>("tool", "What it wants done in a conversation.")});
  return table;
}

const FieldTable& CaseEntry::Spec() {
  static const FieldTable table = TableOf<CaseEntry>(
      "test", "One test.",
      {FieldOf<&CaseEntry::name>(
           "name", "A sentence; no other test of the file has it.",
           {.required = true, .example = "it approves", .check = FaultOfEmpty}),
       FieldOf<&CaseEntry::workflow>(
           "workflow", "Name of the workflow's file beside the test file, without `.yaml`.",
           {.required = true, .example = "alert-router", .check = FaultOfEmpty}),
       FieldOf<&CaseEntry::workflows>("workflows", "More workflows that run beside it.",
                                      {.check = FaultOfEmpty}),
       FieldOf<&CaseEntry::clock>("clock", "The time at its beginning.",
                                  {.required = true, .example = "2026-03-07T02:10:00+01:00"}),
       FieldOf<&CaseEntry::resources>(
           "resources", "Contacts, policies, calendars and actions of this test.",
           {.default_text = "the file's, else `../resources`", .takes_null = true}),
       FieldOf<&CaseEntry::given>("given", "What happens, in this order; at most 5000 steps."),
       FieldOf<&CaseEntry::callees>("callees",
                                    "How people take their calls, by contact or phone number.",
                                    {.takes_null = true}),
       FieldOf<&CaseEntry::mocks>("mocks",
                                  "Answers for HTTP calls, by the name of the calling task: one "
                                  "for each call, the last one repeats.",
                                  {.takes_null = true}),
       FieldOf<&CaseEntry::channels>("channels",
                                     "Answers of channels to messages, by the channel's name: one "
                                     "for each attempt, the last one repeats. Every other channel "
                                     "takes what comes.",
                                     {.takes_null = true}),
       FieldOf<&CaseEntry::model>(
           "model",
           "Answers to free questions in calls and in conversations, the first that fits; none: "
           "there is no language model, such questions are not understood, and `voice.converse` "
           "is refused."),
       FieldOf<&CaseEntry::pins>("pins",
                                 "PINs for choices of `confirm: pin`, by contact: 4 to 12 digits, "
                                 "in quotes.",
                                 {.example = R"({"alice":"4711"})", .check = FaultOfPin}),
       FieldOf<&CaseEntry::expect>("expect", "What must have happened.", {.required = true}),
       FieldOf<&CaseEntry::crash_everywhere>(
           "crashEverywhere",
           "The test runs a second time with a crash at every commit; the same must happen.")});
  return table;
}

const FieldTable& TestEntries::Spec() {
  static const FieldTable table = TableOf<TestEntries>(
      "test_file", "Tests of the workflows beside it: every `*_test.yaml`.",
      {FieldOf<&TestEntries::resources>("resources", "Those of all tests of the file.",
                                        {.takes_null = true}),
       FieldOf<&TestEntries::tests>("tests", "The tests, at least one.", {.required = true})});
  return table;
}

}  // namespace tocsin::rehearsal
