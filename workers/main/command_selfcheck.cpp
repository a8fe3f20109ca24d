#include <cstdio>
#include <future>
#include <memory>

#include "workers/compose/carriers.hpp"
#include "workers/compose/engine_room.hpp"
#include "workers/compose/model_probe.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/own_voice.hpp"
#include "workers/compose/realtime_engine.hpp"
#include "workers/compose/service_ears.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/selfcheck_parts.hpp"
#include "workers/rehearsal/quiet_metrics.hpp"
#include "workers/selfcheck/selfcheck.hpp"

namespace tocsin::commands {
namespace {

using compose::OutsidePart;
using compose::Settings;
using compose::SpeechSettings;

constexpr Duration kPatience = std::chrono::seconds(10);
constexpr Duration kWorkerPatience = std::chrono::seconds(5);

/// What the questions are put to; lives as long as they.
struct Parts {
  SystemClock clock;
  std::unique_ptr<HttpClient> client;
  rehearsal::QuietMetrics metrics;
  std::optional<compose::EngineRoom> engines;  ///< outlives the voice
  speech::Voices voices;
  std::unique_ptr<compose::ServiceEars> ears;
  std::shared_ptr<TelephonyProvider> carrier;
  std::unique_ptr<Store> store;
  std::unique_ptr<Bus> bus;
};

OutsidePart WorkerPart(const Settings& settings, Parts& parts) {
  auto address = compose::WorkerAddress(
      settings.http.listen, !settings.http.tls.certificate.empty(), settings.http.public_url);
  if (address.empty())
    return {"", nullptr, "http.listen has port 0, the system chooses one: name a port"};
  // Nobody without a certificate gets further than the handshake, and there is none here to show.
  if (!settings.http.tls.client_ca.empty())
    return {address, nullptr,
            "it takes clients with a certificate only (http.tls.client_ca), and selfcheck has "
            "none: ask for " +
                address + "/health with one (curl --cert)"};
  return {address, compose::AskWorker(*parts.client, address, kWorkerPatience),
          "start it: tocsin run; or correct http.listen (PORT), which it listens on"};
}

OutsidePart CarrierPart(const Settings& settings, Parts& parts) {
  const auto* account = settings.telephony.carriers.First();
  if (account == nullptr) return {"", nullptr, compose::CarrierRemedy()};
  const auto& kind = account->Kind();
  parts.carrier = kind.Make(*account, *parts.client);
  return {kind.ApiUrl(*account), compose::AskCarrier(*parts.carrier, kPatience),
          "check that this address can be reached from here (" + kind.Setting("api_url") +
              "), and " + kind.KeyVariables()};
}

std::string SpeakersOf(const SpeechSettings& speech) {
  std::string words;
  for (const auto& word : speech.tts.words) words += (words.empty() ? "" : ", ") + word;
  return words;
}

/// Each by itself, so that no other one speaks for it.
compose::Question EachSpeaks(std::vector<TextToSpeech*> engines) {
  return [engines = std::move(engines)]() -> Status {
    for (auto* engine : engines) TRY(compose::AskVoice(*engine, kPatience)());
    return {};
  };
}

/// Leaves the plan as it is where the carrier speaks.
void AddVoice(const Settings& settings, Parts& parts, compose::SelfCheckPlan& plan) {
  const auto& sesame = settings.speech.sesame;
  auto& engines = parts.engines.emplace(settings.speech, parts.clock, parts.metrics);
  auto voice = compose::MakeOwnVoice(settings.speech, *parts.client, engines.Voices());
  if (voice && voice->voice == nullptr) return;
  if (!voice) {
    plan.speaker = SpeakersOf(settings.speech);
    plan.voice = {"a program", [why = voice.error()]() -> Status { return Fail(why); },
                  "or set speech.tts to another voice"};
    plan.synthesis = plan.voice.ask;
    return;
  }
  parts.voices = std::move(*voice);
  plan.speaker = parts.voices.voice->Name();
  plan.synthesis = compose::AskVoice(*parts.voices.voice, sesame.timeout + kPatience);
  if (sesame.url.empty())
    plan.voice = {
        "speech.tts: " + SpeakersOf(settings.speech), EachSpeaks(parts.voices.engines),
        "see speech." + settings.speech.tts.words.front() + ", or set speech.tts to another voice"};
  else
    plan.voice = {sesame.url,
                  compose::AskPage(*parts.client, AddressBelow(sesame.url, "/health"), kPatience),
                  "start it, or correct speech.sesame.url (SESAME_TTS_URL)"};
}

/// Those that are a service; our own need nobody.
void AddEars(const Settings& settings, Parts& parts, compose::SelfCheckPlan& plan) {
  parts.ears =
      std::make_unique<compose::ServiceEars>(settings.speech, *parts.client, parts.metrics);
  for (const auto& one : parts.ears->All()) {
    if (one.ears)
      plan.ears.emplace_back((*one.ears)->Name(),
                             OutsidePart{one.address, compose::AskEars(**one.ears, kPatience),
                                         "correct speech." + one.section});
    else
      plan.ears.emplace_back(
          one.section,
          OutsidePart{one.address, [why = one.ears.error()]() -> Status { return Fail(why); },
                      "correct speech." + one.section});
  }
}

/// A list of models, as the page of health asks for it.
void AddConversations(const Settings& settings, Parts& parts, compose::SelfCheckPlan& plan) {
  const auto choice = compose::RealtimeChoice(settings);
  if (!choice) return;
  plan.conversations = {
      "openai " + choice->model,
      OutsidePart{choice->url,
                  [&client = *parts.client, choice = *choice]() -> Status {
                    // Shared with the callback, which may come after we gave up waiting.
                    const auto told = std::make_shared<std::promise<Status>>();
                    auto future = told->get_future();
                    compose::AskForModels(client, choice, kPatience,
                                          [told](Status status) { told->set_value(status); });
                    if (future.wait_for(2 * kPatience) != std::future_status::ready)
                      return Fail(ErrorKind::kTimeout, "no answer in time", choice.setting);
                    return future.get();
                  },
                  "correct language.realtime; tocsin realtime test tells more"}};
}

Result<OutsidePart> DatabasePart(const Settings& settings, Parts& parts) {
  if (settings.store.url.empty())
    return OutsidePart{"", nullptr,
                       "set store.url in tocsin.yaml or DATABASE_URL, or start: tocsin run "
                       "--embedded"};
  TRY_ASSIGN(parts.store, compose::OpenStore(settings, settings.store.url));
  return OutsidePart{parts.store->Describe(), compose::AskDatabase(*parts.store),
                     "start PostgreSQL, correct store.url or DATABASE_URL, or run: tocsin migrate"};
}

Result<OutsidePart> BusPart(const Settings& settings, Parts& parts) {
  if (settings.bus.brokers.empty()) return OutsidePart{"embedded in the database", nullptr, ""};
  TRY_ASSIGN(parts.bus, compose::OpenBus(settings, settings.store.url, false, ""));
  return OutsidePart{parts.bus->Describe(), compose::AskBus(*parts.bus, kPatience),
                     "start the broker, or correct bus.brokers or KAFKA_BROKERS"};
}

}  // namespace

Result<compose::SelfCheckReport> AskAllParts(const Settings& settings, SelfCheckTime time) {
  Parts parts;
  compose::SelfCheckPlan plan;
  const auto* account = settings.telephony.carriers.First();
  const auto& carrier = (account == nullptr ? *CarrierKinds().front() : account->Kind()).Facts();
  plan.speaker = carrier.speaker;
  plan.carrier_name = carrier.title;
  parts.client = compose::MakeOutsideClient();
  AddVoice(settings, parts, plan);
  AddEars(settings, parts, plan);
  AddConversations(settings, parts, plan);
  plan.carrier = CarrierPart(settings, parts);
  TRY_ASSIGN(plan.bus, BusPart(settings, parts));
  if (time == SelfCheckTime::kAnyTime) {
    plan.worker = WorkerPart(settings, parts);
    TRY_ASSIGN(plan.database, DatabasePart(settings, parts));
    return compose::RunSelfCheck(plan);
  }
  plan.worker = {"of this machine", nullptr, "it does not run yet"};
  if (!plan.carrier.ask)
    plan.carrier = {"none", nullptr, "none is set up, so nobody is phoned yet"};
  plan.database = {"its own", nullptr, "tocsin run --embedded brings its own"};
  if (!settings.store.url.empty()) {
    TRY_ASSIGN(plan.database, DatabasePart(settings, parts));
  }
  return compose::RunSelfCheck(plan);
}

namespace {

int SelfCheck(const Common& common) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto report = AskAllParts(loaded->settings, SelfCheckTime::kAnyTime);
  if (!report) return Refuse(report.error());
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(compose::SelfCheckJson(*report)).c_str());
  else
    std::printf("%s", compose::FormatSelfCheck(*report).c_str());
  return report->ExitCode();
}

}  // namespace

void AddSelfCheckCommand(CommandLine& line) {
  auto* selfcheck = AddCommand(line, group::kFindOut, "selfcheck",
                               "ask every part outside whether it answers", "tocsin selfcheck");
  AddFormat(line, selfcheck);
  AddData(line, selfcheck);
  selfcheck->callback([&line] { line.action = [&line] { return SelfCheck(line.common); }; });
}

}  // namespace tocsin::commands
