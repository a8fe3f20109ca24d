// links: voice speech net
//
// From a sentence that is kept to its first frame on the line: from memory, and from a file after a
// restart. Sentences of three seconds.
//   perf_prepared_speech FOLDER [SENTENCES]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <string>
#include <vector>

#include "adapters/net/loops.hpp"
#include "adapters/speech/prepared_speech.hpp"
#include "tests/fakes/fake_metrics.hpp"
#include "workers/voice/media/playback.hpp"

namespace tocsin {
namespace {

using Steady = std::chrono::steady_clock;

/// Three seconds for any text.
class ThreeSeconds final : public TextToSpeech {
 public:
  std::string Name() const override { return "three seconds"; }
  bool Speaks(std::string_view) const override { return true; }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech, SpeechPieces to) override {
    to.piece(Sound(3 * kLineRate, 1'000));
    to.end({});
    return nullptr;
  }
};

/// Notes the first frame.
class FirstFrame final : public voice::SoundOut {
 public:
  void SendSound(SoundView) override {
    if (at == Steady::time_point{}) at = Steady::now();
  }
  void SendMark(const std::string&) override {}
  void SendClear() override {}
  Steady::time_point at{};
};

double MillisToFirstFrame(TextToSpeech& voice, int number) {
  FirstFrame out;
  voice::Playback playback(out, {});
  std::promise<void> ended;
  const auto begin = Steady::now();
  playback.Begin(1, begin);
  const auto job = voice.Synthesize({.text = "Sentence number " + std::to_string(number) + "."},
                                    {.piece =
                                         [&](const Sound& piece) {
                                           playback.Add(0, piece);
                                           playback.Tick(Steady::now());
                                         },
                                     .end = [&](const Status&) { ended.set_value(); }});
  ended.get_future().wait();
  return std::chrono::duration<double, std::milli>(out.at - begin).count();
}

void Print(const char* what, std::vector<double> times) {
  std::ranges::sort(times);
  const auto at = [&](double share) {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  std::printf("%-8s %5zu sentences: first frame p50 %.3f ms, p99 %.3f ms, longest %.3f ms\n", what,
              times.size(), at(0.5), at(0.99), times.back());
}

int Run(const std::string& folder, int sentences) {
  const SystemClock clock;
  fakes::FakeMetrics metrics;
  const auto files = MakeLoop("sounds");
  const auto make = [&] {
    return speech::MakePreparedSpeech(
        std::make_unique<ThreeSeconds>(),
        speech::PreparedShelf::Make({.memory_bytes = std::size_t{1} << 30,
                                     .folder = folder,
                                     .disk_bytes = std::size_t{1} << 30},
                                    clock, metrics, files.get()),
        metrics);
  };
  const auto measure = [&](TextToSpeech& voice) {
    std::vector<double> times;
    for (int i = 0; i < sentences; ++i) times.push_back(MillisToFirstFrame(voice, i));
    return times;
  };
  const auto first = make();
  measure(*first);
  Print("memory", measure(*first));
  std::promise<void> written;
  files->Post([&] { written.set_value(); });
  written.get_future().wait();
  const auto again = make();
  Print("disk", measure(*again));
  files->Stop(Duration(0));
  return 0;
}

}  // namespace
}  // namespace tocsin

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: perf_prepared_speech FOLDER [SENTENCES]\n");
    return 2;
  }
  return tocsin::Run(argv[1], argc > 2 ? std::atoi(argv[2]) : 500);
}
