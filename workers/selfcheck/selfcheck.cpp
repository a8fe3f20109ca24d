#include "workers/selfcheck/selfcheck.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>

namespace tocsin::compose {
namespace {

using Mark = SelfCheckLine::Mark;

std::string_view Sign(Mark mark) {
  switch (mark) {
    case Mark::kAnswered:
      return "✓";
    case Mark::kFailed:
      return "✗";
    case Mark::kNotChecked:
      return "-";
  }
  return "✗";
}

std::string_view Word(Mark mark) {
  switch (mark) {
    case Mark::kAnswered:
      return "answered";
    case Mark::kFailed:
      return "failed";
    case Mark::kNotChecked:
      return "not_checked";
  }
  return "failed";
}

SelfCheckLine Ask(const std::string& name, const OutsidePart& part) {
  const auto answer = part.ask();
  if (answer) return {Mark::kAnswered, name + " is healthy (" + part.address + ")"};
  return {Mark::kFailed, name + " is not healthy (" + part.address +
                             "): " + answer.error().message + "; " + part.remedy};
}

/// What there is but was not asked, or is not set up.
SelfCheckLine Unasked(const std::string& name, const OutsidePart& part, std::string_view missing) {
  if (!part.address.empty()) return {Mark::kNotChecked, name + " is not checked: " + part.remedy};
  return {Mark::kFailed, name + " " + std::string(missing) + "; " + part.remedy};
}

/// The name that callers of the first programs look for. A tick means that the worker runs.
SelfCheckLine AskWorkerLine(const SelfCheckPlan& plan) {
  const std::string name = plan.carrier_name + " Bridge service";
  if (plan.worker.ask) return Ask(name, plan.worker);
  return Unasked(name, plan.worker, "cannot be asked");
}

SelfCheckLine AskCarrierLine(const SelfCheckPlan& plan) {
  const std::string name = "carrier " + plan.carrier_name;
  if (plan.carrier.ask) return Ask(name, plan.carrier);
  return Unasked(name, plan.carrier, "is not set up");
}

SelfCheckLine AskBusLine(const SelfCheckPlan& plan) {
  if (plan.bus.ask) return Ask("bus", plan.bus);
  return {Mark::kNotChecked, "bus: " + plan.bus.address + ", not checked apart"};
}

SelfCheckLine AskDatabaseLine(const SelfCheckPlan& plan) {
  if (plan.database.ask) return Ask("database", plan.database);
  return Unasked("database", plan.database, "is not set up");
}

/// The two lines of who speaks.
std::vector<SelfCheckLine> AskVoiceLines(const SelfCheckPlan& plan) {
  if (!plan.voice.ask)
    return {{Mark::kNotChecked, "TTS service: " + plan.speaker + " by the carrier, not checked"},
            {Mark::kNotChecked, "TTS synthesis: " + plan.speaker + " by the carrier, not checked"}};
  const auto spoken = plan.synthesis();
  return {Ask(plan.speaker + " TTS service", plan.voice),
          spoken ? SelfCheckLine{Mark::kAnswered, "TTS synthesis successful (" + plan.speaker + ")"}
                 : SelfCheckLine{Mark::kFailed, "TTS synthesis failed (" + plan.speaker +
                                                    "): " + spoken.error().message + "; " +
                                                    plan.voice.remedy}};
}

template <class T>
Status WaitFor(std::future<T>& future, Duration timeout, std::string_view where) {
  if (future.wait_for(timeout) == std::future_status::ready) return {};
  return Fail(ErrorKind::kTimeout, "no answer within " + FormatDuration(timeout),
              std::string(where));
}

}  // namespace

bool SelfCheckReport::Good() const {
  for (const auto& line : lines)
    if (line.mark == Mark::kFailed) return false;
  return true;
}

SelfCheckReport RunSelfCheck(const SelfCheckPlan& plan) {
  std::vector<SelfCheckLine> voice = AskVoiceLines(plan);
  std::vector<SelfCheckLine> asked = {AskWorkerLine(plan), AskCarrierLine(plan), AskBusLine(plan),
                                      AskDatabaseLine(plan)};
  for (const auto& [name, part] : plan.ears) asked.push_back(Ask(name + " STT service", part));
  if (const auto& [name, part] = plan.conversations; !name.empty())
    asked.push_back(Ask(name + " conversation service", part));
  int failed = 0;
  int questions = 0;
  for (const auto* lines : {&voice, &asked})
    for (const auto& line : *lines) {
      failed += line.mark == Mark::kFailed;
      questions += line.mark != Mark::kNotChecked;
    }
  SelfCheckReport report;
  report.lines = {
      voice[0],
      voice[1],
      asked[0],
      questions == 0 ? SelfCheckLine{Mark::kNotChecked, "connectivity: nothing could be asked yet"}
      : failed == 0
          ? SelfCheckLine{Mark::kAnswered, "All connectivity checks pass"}
          : SelfCheckLine{Mark::kFailed, "connectivity: " + std::to_string(failed) + " of " +
                                             std::to_string(questions) + " checks do not pass"},
  };
  report.lines.insert(report.lines.end(), asked.begin() + 1, asked.end());
  return report;
}

std::string FormatSelfCheck(const SelfCheckReport& report) {
  std::string text;
  for (const auto& line : report.lines) (text += Sign(line.mark)) += ' ' + line.text + '\n';
  return text;
}

json::value SelfCheckJson(const SelfCheckReport& report) {
  json::array checks;
  for (const auto& line : report.lines)
    checks.push_back({{"mark", Word(line.mark)}, {"text", line.text}});
  return {{"good", report.Good()}, {"checks", std::move(checks)}};
}

std::string WorkerAddress(const std::string& listen, bool tls, const std::string& public_url) {
  // A certificate is made out to the public name.
  if (tls && !public_url.empty()) return public_url;
  const auto colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  if (port.empty() || port == "0") return {};
  if (host.empty() || host == "0.0.0.0" || host == "*") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return (tls ? "https://" : "http://") + host + ':' + port;
}

Question AskWorker(HttpClient& client, std::string address, Duration timeout) {
  return [&client, address = std::move(address), timeout]() -> Status {
    // Shared with the callback, which may come after we gave up waiting.
    auto answer = std::make_shared<std::promise<HttpOutcome>>();
    auto future = answer->get_future();
    HttpCall call{.method = "GET", .url = address + "/health", .headers = {}, .body = {}};
    call.timeout = timeout;
    client.Send(std::move(call),
                [answer](HttpOutcome outcome) { answer->set_value(std::move(outcome)); });
    if (future.wait_for(2 * timeout) != std::future_status::ready)
      return Fail(ErrorKind::kTimeout, "no answer within " + FormatDuration(timeout), "worker");
    const HttpOutcome outcome = future.get();
    if (!outcome) return Fail(outcome.error().error);
    const auto body = ParseJson(outcome->body);
    const bool ours =
        body && body->is_object() && StringAt(body->get_object(), "service") == "tocsin";
    if (outcome->status == 200 && ours) return {};
    return Fail(
        ErrorKind::kRejected,
        "what answers there is no tocsin worker (status " + std::to_string(outcome->status) + ")",
        "worker");
  };
}

Question AskCarrier(TelephonyProvider& carrier, Duration timeout) {
  return [&carrier, timeout]() -> Status {
    // Shared with the callback, which may come after we gave up waiting.
    auto answer = std::make_shared<std::promise<Status>>();
    auto future = answer->get_future();
    carrier.Probe([answer](Status status) { answer->set_value(std::move(status)); });
    if (future.wait_for(timeout) == std::future_status::ready) return future.get();
    return Fail(ErrorKind::kTimeout, "no answer within " + FormatDuration(timeout), "telephony");
  };
}

Question AskPage(HttpClient& client, std::string url, Duration timeout) {
  return [&client, url = std::move(url), timeout]() -> Status {
    auto answer = std::make_shared<std::promise<HttpOutcome>>();
    auto future = answer->get_future();
    client.Send({.url = url, .headers = {}, .body = {}, .timeout = timeout},
                [answer](HttpOutcome outcome) { answer->set_value(std::move(outcome)); });
    TRY(WaitFor(future, 2 * timeout, "speech"));
    const HttpOutcome outcome = future.get();
    if (!outcome) return Fail(outcome.error().error);
    if (outcome->status == 200) return {};
    return Fail(ErrorKind::kRejected, "status " + std::to_string(outcome->status), "speech");
  };
}

Question AskVoice(TextToSpeech& voice, Duration timeout) {
  return [&voice, timeout]() -> Status {
    // Shared with the callbacks, which may come after we gave up waiting.
    struct Spoken {
      std::promise<Status> end;
      std::atomic<std::size_t> samples = 0;
    };
    const auto spoken = std::make_shared<Spoken>();
    auto future = spoken->end.get_future();
    const auto job = voice.Synthesize(
        {.text = "Container stopped."},
        {.piece = [spoken](const Sound& piece) { spoken->samples += piece.size(); },
         .end = [spoken](Status status) { spoken->end.set_value(std::move(status)); }});
    TRY(WaitFor(future, timeout, "speech"));
    TRY(future.get());
    if (spoken->samples > 0) return {};
    return Fail(ErrorKind::kInvalid, "it gave no sound", "speech");
  };
}

Question AskEars(SpeechToText& ears, Duration timeout) {
  return [&ears, timeout]() -> Status {
    const auto heard = std::make_shared<std::promise<Status>>();
    auto future = heard->get_future();
    const auto job = ears.Recognize(
        {.sound = Sound(kLineRate / 2)}, [heard](const Result<RecognizedSpeech>& result) {
          heard->set_value(result ? Status() : Status(Fail(result.error())));
        });
    TRY(WaitFor(future, timeout, "speech"));
    return future.get();
  };
}

Question AskBus(Bus& bus, Duration timeout) {
  return [&bus, timeout]() -> Status {
    TRY(bus.Id(timeout));
    // Only the broker's answer counts: a producer is not ready within its first second.
    return {};
  };
}

Question AskDatabase(Store& store) {
  return [&store]() -> Status {
    TRY_ASSIGN(const auto directory, store.OpenDirectory());
    TRY(directory->Ping());
    return store.Verify();
  };
}

}  // namespace tocsin::compose
