#include "tools/loader/media_load.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <thread>
#include <vector>

#include "adapters/net/http_client.hpp"
#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "tools/loader/frame_times.hpp"
#include "tools/loader/live_caller.hpp"
#include "tools/loader/processor_time.hpp"
#include "tools/loader/resident_memory.hpp"
#include "tools/phone/live/spoken_text.hpp"
#include "tools/phone/live/voice_box.hpp"

namespace tocsin::load {
namespace {

using Steady = std::chrono::steady_clock;
using State = LiveCaller::State;

constexpr phone::Millis kPlaysOn = 1000;  ///< of us after the onset: no interruption any more
constexpr auto kStartPatience = std::chrono::seconds(20);
/// For the worker to store that calls are over.
constexpr auto kEndPatience = std::chrono::seconds(20);
constexpr std::string_view kWords = "Hello, can you tell me what happened to the container?";

bool IsOnThisMachine(const std::string& url) {
  for (const auto* begin : {"http://127.", "https://127.", "http://localhost", "https://localhost",
                            "http://[::1]", "https://[::1]"})
    if (url.starts_with(begin)) return true;
  return false;
}

phone::Samples SomethingSaid() {
  auto spoken = phone::SpokenText(std::string(kWords), "");
  phone::Samples sound = spoken ? std::move(*spoken) : phone::BabbleNoise(phone::kSpeechLevel);
  if (!spoken) sound.resize(std::size_t{2} * phone::kLineRate);
  phone::ToPhoneBand(sound);
  sound = phone::Trimmed(sound);
  phone::SetLevel(sound, phone::kSpeechLevel);
  return sound;
}

/// Nearest rank; null when nothing was measured.
json::value Percentile(std::vector<double> values, double share) {
  if (values.empty()) return nullptr;
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return std::round(values[std::max<std::size_t>(rank, 1) - 1] * 10) / 10;
}

/// The worker's own, as its metrics tell it.
json::object FrameTimesOf(const std::optional<FrameTimes>& before,
                          const std::optional<FrameTimes>& after) {
  json::object out{{"p50_at_most", nullptr}, {"p99_at_most", nullptr}};
  if (!before || !after) return out;
  if (const auto at = FrameTimeAtMost(*before, *after, 0.5)) out["p50_at_most"] = *at;
  if (const auto at = FrameTimeAtMost(*before, *after, 0.99)) out["p99_at_most"] = *at;
  return out;
}

class MediaRun {
 public:
  /// `first`: the number of its first caller.
  MediaRun(const MediaLoad& load, int first) : load_(load), first_(first) {
    HttpClientOptions http;
    http.authorities_file = load.authorities;
    http_ = MakeHttpClient(http);
    sockets_ = MakeWebSocketClient({.authorities_file = load.authorities});
    for (int i = 0; i < load.threads; ++i) loops_.push_back(MakeLoop("load-" + std::to_string(i)));
  }
  ~MediaRun() {
    for (const auto& caller : callers_) caller->Stop();
    for (const auto& loop : loops_) loop->Stop(std::chrono::seconds(2));
  }

  json::object Measure() {
    const phone::Samples words = SomethingSaid();
    Call();
    const double own_before = ProcessorSeconds(getpid()).value_or(0);
    const auto worker_before = ProcessorSeconds(load_.worker);
    const auto frames_before = AskFrameTimes(*http_, load_.url);
    const auto begun = Steady::now();
    Talk(words, begun);
    const double took = std::chrono::duration<double>(Steady::now() - begun).count();
    const double own = (ProcessorSeconds(getpid()).value_or(0) - own_before) / took;
    const auto worker_after = ProcessorSeconds(load_.worker);
    const auto frames_after = AskFrameTimes(*http_, load_.url);
    json::object out = Tell();
    out["frame_ms"] = FrameTimesOf(frames_before, frames_after);
    HangUp();
    out["cpu"] = {{"load_cores", std::round(own * 1000) / 1000}, {"worker_cores", nullptr}};
    if (worker_before && worker_after)
      out["cpu"].as_object()["worker_cores"] =
          std::round((*worker_after - *worker_before) / took * 1000) / 1000;
    return out;
  }

 private:
  /// Lets all calls come and waits until each has its socket, or none.
  void Call() {
    for (int i = 0; i < load_.calls; ++i) {
      auto& loop = *loops_[static_cast<std::size_t>(i) % loops_.size()];
      callers_.push_back(std::make_shared<LiveCaller>(load_, first_ + i, *http_, *sockets_, loop));
      callers_.back()->Start();
      std::this_thread::sleep_for(std::chrono::duration<double>(1 / load_.calls_per_second));
    }
    const auto deadline = Steady::now() + kStartPatience;
    while (Steady::now() < deadline && std::ranges::any_of(callers_, [](const auto& caller) {
             return caller->Now() <= State::kOpening;
           }))
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }

  /// What each person does every so many seconds, beginning at a time of their own; 0: never.
  class Habit {
   public:
    Habit(double every, std::size_t people, std::minstd_rand& dice) : every_(every), next_(people) {
      for (auto& due : next_) due = std::uniform_real_distribution<>(0, every)(dice);
    }
    template <class Do>
    void Serve(double now, const Do& act) {
      for (std::size_t i = 0; every_ > 0 && i < next_.size(); ++i) {
        if (next_[i] > now) continue;
        next_[i] += every_;
        act(i);
      }
    }

   private:
    double every_;
    std::vector<double> next_;
  };

  /// Each person speaks now and then, so that the share of them that speaks is as asked for.
  void Talk(const phone::Samples& words, Steady::time_point begun) {
    const double length = static_cast<double>(words.size()) / phone::kLineRate;
    std::minstd_rand dice(1);
    Habit speaks(load_.speaking > 0 ? std::max(length, length / load_.speaking) : 0,
                 callers_.size(), dice);
    Habit presses(load_.keys > 0 ? 60 / load_.keys : 0, callers_.size(), dice);
    for (;;) {
      const double now = std::chrono::duration<double>(Steady::now() - begun).count();
      if (now >= load_.seconds) return;
      speaks.Serve(now, [&](std::size_t i) {
        if (callers_[i]->Now() == State::kLive) callers_[i]->Say(words);
      });
      presses.Serve(now, [&](std::size_t i) {
        if (callers_[i]->Now() == State::kLive) callers_[i]->Press('5');
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  void HangUp() const {
    for (const auto& caller : callers_) caller->HangUp();
    const auto deadline = Steady::now() + kEndPatience;
    while (Steady::now() < deadline &&
           std::ranges::any_of(callers_, [](const auto& caller) { return !caller->Told(); }))
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }

  json::object Tell() const {
    std::vector<double> to_clear, key_to_clear, after_talk, first_sound;
    phone::MediaFigures sum;
    int live = 0, over = 0, failed = 0;
    std::string reason;
    std::uint64_t interrupted = 0, not_cleared = 0;
    int redirects = 0;
    for (const auto& caller : callers_) {
      const auto state = caller->Now();
      live += state == State::kLive ? 1 : 0;
      over += state == State::kOver ? 1 : 0;
      failed += state == State::kFailed || state <= State::kOpening ? 1 : 0;
      redirects += caller->Redirects();
      if (reason.empty() && state != State::kLive) reason = caller->Reason();
      const auto figures = caller->Figures();
      sum.frames_sent += figures.frames_sent;
      sum.frames_late += figures.frames_late;
      sum.late_messages += figures.late_messages;
      sum.underruns += figures.underruns;
      sum.odd_messages += figures.odd_messages;
      sum.worst_gap = std::max(sum.worst_gap, figures.worst_gap);
      sum.heard += figures.heard;
      if (figures.first_sound) first_sound.push_back(*figures.first_sound);
      for (const auto& interruption : figures.interruptions) {
        ++interrupted;
        if (interruption.to_clear)
          (interruption.by_key ? key_to_clear : to_clear).push_back(*interruption.to_clear);
        const bool played_on = interruption.after_talk > kPlaysOn;
        if (interruption.over || played_on) after_talk.push_back(interruption.after_talk);
        not_cleared += played_on && !interruption.to_clear ? 1U : 0U;
      }
    }
    return {{"calls", load_.calls},
            {"live", live},
            {"ended_early", over},
            {"failed", failed},
            {"redirects", redirects},
            {"reason", reason.empty() ? json::value(nullptr) : json::value(reason)},
            {"carrier", ToString(load_.carrier)},
            {"tls", load_.url.starts_with("https://")},
            {"seconds", load_.seconds},
            {"speaking", load_.speaking},
            {"frames_sent", sum.frames_sent},
            {"own_late_frames", sum.frames_late},
            {"late_frames", sum.late_messages},
            {"underruns", sum.underruns},
            {"worst_gap_ms", std::round(sum.worst_gap * 10) / 10},
            {"odd_messages", sum.odd_messages},
            {"seconds_heard", std::round(sum.heard / 1000)},
            {"first_sound_ms",
             {{"p50", Percentile(first_sound, 0.5)}, {"p99", Percentile(first_sound, 0.99)}}},
            {"interruptions", interrupted},
            {"not_cleared", not_cleared},
            {"onset_to_clear_ms",
             {{"p50", Percentile(to_clear, 0.5)}, {"p95", Percentile(to_clear, 0.95)}}},
            {"key_to_clear_ms",
             {{"count", key_to_clear.size()},
              {"p50", Percentile(key_to_clear, 0.5)},
              {"p99", Percentile(key_to_clear, 0.99)}}},
            {"after_talk_ms", {{"p95", Percentile(after_talk, 0.95)}}}};
  }

  const MediaLoad& load_;
  const int first_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<WebSocketClient> sockets_;
  std::vector<std::unique_ptr<tocsin::Loop>> loops_;
  std::vector<std::shared_ptr<LiveCaller>> callers_;  ///< each shared with what it waits for
};

/// The worker's memory once calls are over, told to who waits.
json::value MemoryAfter(const MediaLoad& load, int calls) {
  const auto resident = ResidentBytes(load.worker);
  if (!resident) return nullptr;
  std::fprintf(stderr, "%d calls: the worker holds %.1f MB\n", calls,
               static_cast<double>(*resident) / 1e6);
  return json::object{{"calls", calls}, {"resident_bytes", *resident}};
}

json::object MeasureRounds(const MediaLoad& load) {
  constexpr const char* kSums[] = {"live", "ended_early", "failed", "redirects", "odd_messages"};
  json::object last;
  std::vector<std::int64_t> sums(std::size(kSums));
  json::array memory = {MemoryAfter(load, 0)};
  for (int round = 0; round < load.rounds; ++round) {
    last = MediaRun(load, round * load.calls).Measure();
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i] += last.at(kSums[i]).to_number<std::int64_t>();
    memory.push_back(MemoryAfter(load, (round + 1) * load.calls));
  }
  for (std::size_t i = 0; i < sums.size(); ++i) last[kSums[i]] = sums[i];
  last["calls"] = load.calls * load.rounds;
  last["rounds"] = load.rounds;
  last["memory"] = std::move(memory);
  return last;
}

}  // namespace

Result<json::object> RunMediaLoad(const MediaLoad& load) {
  if (!IsOnThisMachine(load.url))
    return Fail(ErrorKind::kInvalid,
                "--url must be on this machine: a load is for a worker of one's own", "load");
  auto answered = load.rounds > 1 ? MeasureRounds(load) : MediaRun(load, 0).Measure();
  if (answered.at("live").as_int64() == 0 && answered.at("ended_early").as_int64() == 0)
    return Fail(ErrorKind::kTransient,
                "no call got a media socket: " + json::serialize(answered.at("reason")), "load");
  return answered;
}

}  // namespace tocsin::load
