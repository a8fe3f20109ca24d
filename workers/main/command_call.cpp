// `tocsin call`: a test call by the configured carrier, asked of the running worker and followed to
// its end.
#include <chrono>
#include <cstdio>
#include <thread>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/phone_filter.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/explain/explain_text.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/runtime/outbox_door.hpp"

namespace tocsin::commands {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(300);

struct CallOptions {
  std::string number, language;
  std::string say = "This is a test call of tocsin. Nothing is wrong.";
  std::string wait = "3m";
  std::string tenant;
};

Event RequestOf(const CallOptions& options, const CallId& id, const std::string& language) {
  Event event;
  event.id = Uuid::Derive({type::kCallRequested, id.ToString()}).ToString();
  event.source = "/tocsin/call";
  event.type = type::kCallRequested;
  event.subject = id.ToString();
  event.time = FormatTime(std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()));
  if (!options.tenant.empty() && options.tenant != kDefaultTenant)
    event.extensions.emplace(kTenantAttribute, options.tenant);
  event.data = events::Written(events::CallRequested{
      .call_id = id.ToString(),
      .question_id = QuestionId::Derive({"test call", id.ToString()}).ToString(),
      .alert_id = {},
      .to = {.contact = {}, .phone = options.number},
      .say = options.say,
      .choices = {},
      .language = options.language.empty() ? language : options.language,
      .zone = std::nullopt,
      .context = {},
      .requested_by = std::string(events::kRequestedByCommand)});
  return event;
}

/// How the call ended, once it has: the reason of its last event.
std::optional<std::string> EndOf(const compose::Entries& entries) {
  for (const auto& [at, entry] : entries) {
    if (!entry.is_object() || StringAt(entry.get_object(), "kind") != "call") continue;
    const auto event = StringAt(entry.get_object(), "event");
    const std::string reason(StringAt(entry.get_object(), "reason"));
    if (event == "ended" || (event == "failed" && reason != "outcome_unknown")) return reason;
  }
  return std::nullopt;
}

/// Prints what has happened since `told`, a line each.
void Print(const compose::Entries& entries, std::size_t& told) {
  const std::string text = compose::ExplainText(entries);
  if (text.size() <= told) return;
  std::printf("%s", text.substr(told).c_str());
  std::fflush(stdout);
  told = text.size();
}

int Tell(const Common& common, const CallId& id, const std::optional<std::string>& end,
         const compose::Entries& entries, const CallOptions& options) {
  const bool heard = end == "completed";
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(json::object{{"call_id", id.ToString()},
                                              {"heard", heard},
                                              {"reason", end ? json::value(*end) : nullptr},
                                              {"history", compose::EntriesJson(entries)}})
                            .c_str());
  if (heard) return kDone;
  if (end) {
    std::fprintf(stderr, "tocsin: the call did not come through: %s\n", end->c_str());
    return kFailed;
  }
  if (entries.empty()) {
    std::fprintf(stderr,
                 "tocsin: nobody has taken call %s within %s: no worker with the role voice runs "
                 "(`tocsin run`). The request is stored: the next one makes the call\n",
                 id.ToString().c_str(), options.wait.c_str());
    return kUnreachable;
  }
  std::fprintf(stderr, "tocsin: call %s is not over after %s; see `tocsin explain %s`\n",
               id.ToString().c_str(), options.wait.c_str(), id.ToString().c_str());
  return kFailed;
}

Result<int> Ring(const Common& common, const CallOptions& options, Duration wait) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  TRY_ASSIGN(const auto desk, OpenOutboxDesk(*loaded, common));
  const CallId id(RandomUuid());
  const Event request = RequestOf(options, id, loaded->settings.telephony.language);
  TRY(runtime::PublishByOutbox(
      *desk.session, "voice", desk.log.id, PartitionOf(request.subject, desk.log.partitions),
      {runtime::EventCodec::Encode(request, loaded->settings.bus.prefix)}));
  if (common.format == Format::kText)
    std::printf("call %s to %s asked for\n", id.ToString().c_str(),
                FilterPhones(options.number).c_str());
  std::fflush(stdout);
  const auto until = std::chrono::steady_clock::now() + wait;
  std::size_t told = 0;
  for (;;) {
    TRY_ASSIGN(const auto lines, desk.directory->Explain(id.ToString()));
    const auto entries = compose::EntriesOf(lines);
    if (common.format == Format::kText) Print(entries, told);
    const auto end = EndOf(entries);
    if (end || std::chrono::steady_clock::now() >= until)
      return Tell(common, id, end, entries, options);
    std::this_thread::sleep_for(kLookAgain);
  }
}

int Call(const Common& common, const CallOptions& options) {
  const auto misuse = [](const std::string& what) {
    std::fprintf(stderr, "tocsin call: %s\n", what.c_str());
    return kUsage;
  };
  if (!IsPhoneNumber(options.number))
    return misuse("a number is '+' and 7 to 15 digits, such as +15551234567");
  if (!options.language.empty())
    if (const auto wrong = CheckSpokenLanguage(options.language); !wrong.empty())
      return misuse("--language " + wrong);
  if (options.say.empty()) return misuse("--say is empty");
  if (!options.tenant.empty() && !IsTenantName(options.tenant))
    return misuse("--tenant: " + NoTenantName(options.tenant));
  const auto wait = ParseDuration(options.wait);
  if (!wait) return misuse("--wait: " + wait.error().message);
  const auto code = Ring(common, options, *wait);
  return code ? *code : Refuse(code.error());
}

}  // namespace

void AddCallCommand(CommandLine& line) {
  static CallOptions options;
  auto* call = AddCommand(line, group::kFindOut, "call",
                          "ring a number with a test sentence, and follow the call to its end",
                          "tocsin call +15551234567");
  call->add_option("number", options.number, "whom to ring, E.164")
      ->required()
      ->option_text("NUMBER");
  call->add_option("--say", options.say, "what is said instead")->option_text("TEXT");
  call->add_option("--language", options.language, "of speech (default: telephony.language)")
      ->option_text("TAG");
  call->add_option("--wait", options.wait, "how long to follow it (default 3m)")
      ->option_text("DURATION");
  call->add_option("--tenant", options.tenant,
                   "whose call it is, and whose budget it counts for (default: default)")
      ->option_text("TENANT");
  AddFormat(line, call);
  AddData(line, call);
  call->callback([&line] { line.action = [&line] { return Call(line.common, options); }; });
}

}  // namespace tocsin::commands
