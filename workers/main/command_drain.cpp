#include <chrono>
#include <cstdio>
#include <future>
#include <thread>
#include <utility>

#include "adapters/http.hpp"
#include "schemas/time.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/open_sockets.hpp"

namespace tocsin::commands {
namespace {

constexpr Duration kLookEvery = std::chrono::seconds(1);
constexpr Duration kAnswerWithin = std::chrono::seconds(5);
/// So many answers in a row may stay away: a worker that is busy for a moment still leads calls,
/// which the end of this command would cut.
constexpr int kMostMisses = 10;
/// A call may last as long as telephony.max_call, and its last words are said after that.
constexpr Duration kBeyondACall = std::chrono::minutes(1);

struct DrainWords {
  std::string url;
  std::string wait;
  std::string settle = "10s";
};

/// Of the worker on this machine, as its listener is set.
std::string OwnAddress(const compose::HttpSettings& http) {
  const auto colon = http.listen.rfind(':');
  auto host = http.listen.substr(0, colon);
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return (http.tls.certificate.empty() ? "http://" : "https://") + host + http.listen.substr(colon);
}

Result<int> OpenSockets(HttpClient& client, const std::string& base) {
  std::promise<HttpOutcome> promise;
  client.Send({.url = AddressBelow(base, "/metrics"), .timeout = kAnswerWithin},
              [&promise](HttpOutcome outcome) { promise.set_value(std::move(outcome)); });
  const auto outcome = promise.get_future().get();
  if (!outcome)
    return Fail(ErrorKind::kTransient, "the worker at " + base +
                                           " does not answer: " + outcome.error().error.message +
                                           "; --url says where it listens");
  if (outcome->status != 200)
    return Fail(ErrorKind::kTransient, base + "/metrics answers " +
                                           std::to_string(outcome->status) +
                                           "; --url says where the worker listens");
  return CountOpenSockets(outcome->body);
}

Result<Duration> Given(const std::string& text, const char* option) {
  const auto given = ParseDuration(text);
  if (given && *given >= Duration(0)) return *given;
  return Fail(ErrorKind::kInvalid,
              std::string(option) + ": '" + text + "' is no duration, such as 30s, 11m or PT11M");
}

Result<int> Drain(const Common& common, const DrainWords& words) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  TRY_ASSIGN(const auto settle, Given(words.settle, "--settle"));
  Duration wait = loaded->settings.telephony.max_call + kBeyondACall;
  if (!words.wait.empty()) {
    TRY_ASSIGN(wait, Given(words.wait, "--wait"));
  }
  const auto base = words.url.empty() ? OwnAddress(loaded->settings.http) : words.url;
  const auto client = compose::MakeOutsideClient();
  const auto begun = std::chrono::steady_clock::now();
  int misses = kMostMisses;  // where nothing ever answered, the first is told at once
  for (int told = -1;;) {
    const auto counted = OpenSockets(*client, base);
    if (!counted && ++misses > kMostMisses) return Fail(counted.error());
    if (!counted) {
      std::this_thread::sleep_for(kLookEvery);
      continue;
    }
    misses = 0;
    const int open = *counted;
    const auto gone = std::chrono::steady_clock::now() - begun;
    if (open == 0 && gone >= settle) break;
    if (open > 0 && gone >= wait) {
      std::fprintf(stderr,
                   "tocsin: %d sockets are open after %s; their calls go on over another process\n",
                   open, FormatDuration(wait).c_str());
      return kFailed;
    }
    if (open != std::exchange(told, open) && open > 0)
      std::fprintf(stderr, "%d sockets are open; waiting up to %s for their end\n", open,
                   FormatDuration(wait).c_str());
    std::this_thread::sleep_for(kLookEvery);
  }
  std::printf("drained: no socket is open\n");
  return kDone;
}

int DrainOrRefuse(const Common& common, const DrainWords& words) {
  const auto drained = Drain(common, words);
  return drained ? *drained : Refuse(drained.error());
}

}  // namespace

void AddDrainCommand(CommandLine& line) {
  static DrainWords words;
  auto* drain = AddCommand(line, group::kWork, "drain",
                           "wait until the worker here leads no call over its sockets; before it "
                           "is stopped, and while new ones go elsewhere",
                           "tocsin drain && kill $(cat .tocsin/pid)");
  drain->add_option("--wait", words.wait, "how long at most (default telephony.max_call and 1m)")
      ->option_text("DURATION");
  drain
      ->add_option("--settle", words.settle,
                   "how long at least, until whoever shares the load sends no more (default 10s)")
      ->option_text("DURATION");
  drain->add_option("--url", words.url, "where the worker listens (default http.listen)")
      ->option_text("URL");
  drain->callback([&line] { line.action = [&line] { return DrainOrRefuse(line.common, words); }; });
}

}  // namespace tocsin::commands
