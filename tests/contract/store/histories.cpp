// links: workflow rehearsal
#include "histories.hpp"

#include <gtest/gtest.h>

#include "schemas/events/runs.hpp"
#include "schemas/pattern.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/worker/run_control.hpp"

namespace tocsin {
namespace {

constexpr int kPeople = 40;
constexpr int kStrangers = 8;
constexpr int kCallers = 12;  ///< strangers, then the first of the people
constexpr int kFirstPhone = 100;

/// How a call is taken. PIN: that of who is called.
constexpr std::string_view kWays[] = {
    "{turns: [{press: '1'}, {press: '1'}]}",
    "{answer_after: 4s, turns: [{say: approve}, {say: 'yes'}]}",
    "{turns: [{press: '2'}, {silent: 4s, press: '1'}]}",
    "{turns: [{press: '9'}]}",
    "{turns: [{say: what happened}, {say: approve}, {say: 'no'}], hang_up_after: 70s}",
    "{turns: [{silent: 100s}]}",
    "{detected_as: machine_start, turns: [{silent: 2s}, {press: '1'}]}",
    "{voicemail: {after: 3s, greeting: please leave a message}}",
    "{busy: true}",
    "{reject: true}",
    "{no_answer: true}",
    "{failed: true}",
    "{canceled: true}",
    "{ignored: true}",
    "{turns: [{hang_up: true}]}",
    "{turns: [{press: '1'}, {press: PIN}]}",
    "{turns: [{press: '1'}, {press: '000000'}, {press: '000000'}, {press: '000000'}]}",
    "{turns: [{press: '1'}, {silent: 2s, press: '000000'}, {press: '1'}, {press: '1234567'}]}",
    "{turns: [{say: who is calling}, {silent: 100s}]}",
    "{turns: [{say: who is calling}, {silent: 20s, say: hello}, {press: '1'}, {press: '1'}]}",
    "{turns: [{say: bananas}, {say: bananas}, {say: bananas}, {say: bananas}, {say: bananas}, "
    "{say: bananas}]}"};
constexpr std::string_view kWaysOfCallers[] = {
    "{turns: []}",
    "{hang_up_after: 2500ms}",
    "{turns: [{hang_up: true}]}",
    "{turns: [{press: PIN}, {press: '1'}, {press: '1'}]}",
    "{turns: [{press: '000000'}, {press: '000000'}, {press: '000000'}, {press: '2'}]}",
    "{turns: [{silent: 9s, press: '2'}, {press: '1'}]}",
    "{turns: [{say: approve}, {say: 'yes'}, {say: approve}, {say: 'yes'}]}",
    "{fails: budget}",
    "{turns: [{say: book tuesday}, {say: thanks bye}]}",
    "{turns: [{say: hello}, {say: hello}, {say: hello}, {say: hello}, {say: hello}]}",
    "{turns: [{say: hello}, {silent: 4s, say: hello}, {silent: 4s, say: hello}, {silent: 4s, say: "
    "hello}, {silent: 4s, say: hello}, {silent: 4s, say: bye}]}",
    "{turns: [{say: go in a circle}]}",
    "{turns: [{say: mumble}, {say: mumble}, {say: mumble}]}",
    "{turns: [{say: nonsense}, {say: my name is sarah}, {say: 'yes'}, {say: approve}, {say: bye}]}",
    "{turns: [{say: dither}, {silent: 3s, say: auf Deutsch bitte}, {say: hello}, {hang_up: true}]}",
    "{turns: [{say: book tuesday}, {press: '1'}, {say: 'no'}, {silent: 30s, say: dither}]}"};

/// What the language model says and wants done, by what is in the words that it is given.
struct ModelLine {
  std::string_view asked, say, tool, arguments = "{}";
};
constexpr ModelLine kModelLines[] = {
    {"call begins", "Good day, how can I help?", ""},
    {"book", "Let me look.", "find_times", R"({"day":"tuesday"})"},
    {"circle", "", "find_times", R"({"day":"in a circle"})"},
    {"nonsense", "", "sing"},  // there is no such tool, and then it knows
    {"dithering|dance", "", "dance"},
    {"dither", "", "find_times", R"({"day":"dithering"})"},
    {"error", "That I cannot do.", ""},
    {"free", "I have nine.", ""},
    {"bye", "Goodbye.", "end_conversation"},
    {"hello|hallo", "Hello. What can I do?", ""},
    {"name|yes|no|approve", "I see.", ""},
    {"deutsch", "Gern auf Deutsch.", ""}};

template <std::size_t kSize>
std::string_view OneOf(const std::string_view (&ways)[kSize], int number) {
  return ways[static_cast<std::size_t>(number) % kSize];
}

std::string Person(int number) { return "p" + std::to_string(number); }
std::string PhoneOf(int person) { return "+15559870" + std::to_string(kFirstPhone + person); }
std::string PhoneOfCaller(int caller) {
  return caller < kStrangers ? "+1555777000" + std::to_string(caller)
                             : PhoneOf(caller - kStrangers);
}
std::string PinOfPerson(int person) { return "47" + std::to_string(1100 + person); }

std::string WithPin(std::string_view way, int person) {
  std::string text(way);
  constexpr std::string_view kPin = "PIN";
  for (auto at = text.find(kPin); at != text.npos; at = text.find(kPin))
    text.replace(at, kPin.size(), "'" + PinOfPerson(person) + "'");
  return text;
}

/// A history is one tenant's or another's.
std::string_view TenantOfKey(std::string_view key) {
  return key.back() % 3 == 0 ? "acme" : kDefaultTenant;
}

}  // namespace

Histories::Histories(unsigned seed) : carrier_lists_calls(seed / kAtOnce % 2 == 0), random_(seed) {
  AddPeople();
  AddModel();
  std::vector<Finding> findings;
  mocks = rehearsal::HttpMocks::Read(
      *ParseYaml("fetch: [{body: {n: 1}}, {status: 503}, {error: gone}, {body: {n: 2}}]", "mocks"),
      "mocks", findings);
  for (const auto& finding : findings) ADD_FAILURE() << FormatFinding(finding);
  for (int i = 0; i < kAtOnce; ++i)
    AddHistory("s" + std::to_string(seed) + "-" + std::to_string(i));
}

void Histories::AddPeople() {
  std::string contacts = "contacts:\n";
  std::string callees;
  for (int i = 0; i < kPeople; ++i) {
    contacts += "  " + Person(i) + ": {phone: '" + PhoneOf(i) + "'}\n";
    callees += Person(i) + ": [" + AnyWay(i) + ", " + AnyWay(i) + ", " + AnyWay(i) + "]\n";
    pins.emplace(Person(i), Secret(PinOfPerson(i)));
  }
  for (int i = 0; i < kCallers; ++i)
    callees +=
        "'" + PhoneOfCaller(i) + "': [" + AnyWayOfCaller(i) + ", " + AnyWayOfCaller(i) + "]\n";
  resources = workflow::ParseResources({{"people", contacts}}, "").resources;
  std::vector<Finding> findings;
  people = rehearsal::ReadCallees(*ParseYaml(callees, "callees"), "callees", findings);
  for (const auto& finding : findings) ADD_FAILURE() << FormatFinding(finding);
}

void Histories::AddModel() {
  if (Below(5) == 0) return;
  model.emplace();
  for (const auto& line : kModelLines) {
    const auto asked = Pattern::Compile(line.asked, Pattern::Letters::kOfAnyCase);
    if (!asked) {
      ADD_FAILURE() << asked.error().message;
      continue;
    }
    rehearsal::ModelAnswer answer{rehearsal::HearPattern(*asked, {}), std::string(line.say)};
    if (!line.tool.empty())
      answer.calls.push_back({.id = "call_" + std::to_string(model->size() + 1),
                              .name = std::string(line.tool),
                              .arguments = std::string(line.arguments)});
    model->push_back(std::move(answer));
  }
}

/// One in four comes to nothing, for any of the reasons that there are.
std::string Histories::AnyWay(int person) {
  const auto& reasons = rehearsal::FailureReasons();
  if (Below(4) == 0)
    return "{fails: " +
           std::string(reasons[static_cast<std::size_t>(Below(1000)) % reasons.size()]) + "}";
  return WithPin(OneOf(kWays, Below(1000)), person);
}
std::string Histories::AnyWayOfCaller(int person) {
  return WithPin(OneOf(kWaysOfCallers, Below(1000)), person);
}

Event Histories::New(std::string type, const std::string& key) const {
  Event event;
  event.id = "e" + std::to_string(steps.size());
  event.source = "/histories/" + key;
  event.type = std::move(type);
  event.subject = key;
  SetTenant(event, TenantOfKey(key));
  return event;
}

/// Gives the event's id.
std::string Histories::AddStart(std::string type, const std::string& key) {
  Event event = New(std::move(type), key);
  std::string id = event.id;
  event.data = json::serialize(json::object{{"key", key},
                                            {"n", Below(10)},
                                            {"first", Person(Below(kPeople))},
                                            {"second", Person(Below(kPeople))}});
  Add(std::move(event));
  return id;
}

void Histories::AddHistory(const std::string& key) {
  constexpr std::string_view kStarts[] = {
      "h.ask",     "h.both",    "h.steps", "h.fetch",  "h.listen", "h.acts",  "h.outer",
      "h.careful", "h.careful", "h.all",   "calls in", "calls in", "request", "mistake"};
  const std::string start(OneOf(kStarts, Below(1000)));
  if (start == "calls in")
    return steps.push_back({AnyPause(), CallsIn{PhoneOfCaller(Below(kCallers)),
                                                "+1555000000" + std::to_string(1 + Below(6))}});
  if (start == "request") return AddRequest(key);
  if (start == "mistake") return AddMistake(key);
  const bool listens = start == "h.listen" || start == "h.outer";
  if (listens && Below(3) == 0) AddStart("h.go", key);
  const std::string started = AddStart(start, key);
  if (listens && Below(2) == 0) AddStart("h.go", key);
  if (Below(4) == 0) AddStart(start, key);
  if (Below(4) == 0) AddControls(start.substr(2), key, started);
}

/// Somebody pauses the run, and lets it go on or ends it; or ends it at once.
void Histories::AddControls(const std::string& workflow, const std::string& key,
                            const std::string& event) {
  const auto run =
      RunId::Derive({"run", TenantOfKey(key), "h", workflow, "/histories/" + key, event});
  const auto add = [&](const char* control) {
    Add(workflow::RunControlEvent(run, key, static_cast<int>(steps.size()), control, "by chance",
                                  kStartOfHistories));
  };
  if (Below(3) > 0) add(events::kSuspendRun);
  add(Below(2) == 0 ? events::kCancelRun : events::kResumeRun);
}

/// A call that no workflow asks for: somebody is told something, or a question is asked again under
/// another tenant's name; or it cannot be made.
void Histories::AddRequest(const std::string& key) {
  const int person = Below(kPeople);
  json::object data{{"call_id", CallId::Derive({key}).ToString()},
                    {"question_id", QuestionId::Derive({key}).ToString()},
                    {"alert_id", key},
                    {"to", {{"contact", Person(person)}, {"phone", PhoneOf(person)}}},
                    {"say", "The backup is done."}};
  Event event = New(std::string(type::kCallRequested), key);
  switch (Below(4)) {
    case 0:
      data["to"].as_object()["phone"] = "12";
      break;
    case 1:
      data["choices"] = "none";
      break;
    case 2: {
      event.data = json::serialize(data);
      Add(event);
      data["call_id"] = CallId::Derive({key, "again"}).ToString();
      event.id += "-again";
      SetTenant(event, "umbrella");
      break;
    }
    default:
      break;
  }
  event.data = json::serialize(data);
  Add(std::move(event));
}

/// What no worker can take: it goes to the dead letters.
void Histories::AddMistake(const std::string& key) {
  constexpr std::string_view kTypes[] = {type::kCallCancelRequested, type::kRunControlRequested,
                                         type::kCallRequested,       type::kCallStepRequested,
                                         type::kAlertRaised,         "h.ask"};
  Event event = New(std::string(OneOf(kTypes, Below(1000))), key);
  event.extensions["runid"] = "none";
  event.data = json::serialize(json::array{"nothing"});
  Add(std::move(event));
}

}  // namespace tocsin
