// links: speech sound voice
/// What the ears cost and how well they hear: perf_ears MODELS CORPUS [TABLE], with the folders of
/// tools/models and of tests/perf/speech/corpus. Prints the figures of docs/performance.md; TABLE
/// gets a line for each sound.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/speech/ears.hpp"
#include "adapters/speech/model_files.hpp"
#include "adapters/speech/silero.hpp"
#include "tests/fakes/phone_band.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/understanding/grammar.hpp"

namespace tocsin {
namespace {

struct CorpusSound {
  std::string file, kind, decides, voice, text;
  Sound sound;
  std::ptrdiff_t onset = 0;  ///< in samples, before noise is added
  RecognizedSpeech heard = {};
  double milliseconds = 0;
};

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::string FileText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The first sample within 26 dB of the loudest.
std::ptrdiff_t Onset(SoundView sound) {
  const double least = std::pow(10, (sound::Peak(sound) - 26) / 20) * 32768;
  return std::ranges::find_if(sound, [&](auto sample) { return std::abs(sample) >= least; }) -
         sound.begin();
}

std::vector<CorpusSound> ReadCorpus(const std::string& folder, const PhoneBand& band) {
  std::vector<CorpusSound> corpus;
  std::istringstream lines(FileText(folder + "/corpus.tsv"));
  for (std::string line; std::getline(lines, line);) {
    CorpusSound sound;
    std::istringstream fields(line);
    for (auto* field : {&sound.file, &sound.kind, &sound.decides, &sound.voice, &sound.text})
      std::getline(fields, *field, '\t');
    auto wav = sound::ReadWav(FileText(folder + "/" + sound.file));
    if (!wav) {
      std::printf("%s: %s\n", sound.file.c_str(), wav.error().message.c_str());
      continue;
    }
    sound.sound = ThroughPhone(*wav, band);
    auto clean = band;
    clean.noise = -96;
    sound.onset = Onset(ThroughPhone(*wav, clean));
    corpus.push_back(std::move(sound));
  }
  return corpus;
}

std::vector<voice::Choice> CorpusChoices() {
  return {
      {.id = "approve",
       .digits = "1",
       .phrases = {"approve", "approve it", "approve the action", "go ahead"}},
      {.id = "dismiss", .digits = "2", .phrases = {"dismiss", "dismiss it", "ignore", "ignore it"}},
      {.id = "escalate",
       .digits = "9",
       .phrases = {"escalate", "escalate it", "not me", "ask someone else"}}};
}

/// The choice that words lead to by the grammar's rule; "-": none.
std::string Decided(const std::string& speech) {
  static const auto choices = CorpusChoices();
  const auto meaning =
      voice::Understand({.language = voice::English(), .choices = choices}, {.speech = speech});
  return meaning.kind == voice::Meaning::Kind::kChoice ? choices[meaning.choice].id : "-";
}

void Hear(SpeechToText& recognizer, std::vector<CorpusSound>& corpus,
          const std::vector<std::string>& phrases) {
  for (auto& sound : corpus) {
    std::promise<Result<RecognizedSpeech>> heard;
    const double begin = ThreadSeconds();
    const auto job = recognizer.Recognize({.sound = sound.sound, .phrases = phrases},
                                          [&](auto result) { heard.set_value(std::move(result)); });
    const auto result = heard.get_future().get();
    sound.milliseconds = 1000 * (ThreadSeconds() - begin);
    if (result) sound.heard = *result;
  }
}

struct Tally {
  int sounds = 0, right = 0, other = 0;
};

/// How a sound is understood.
struct Understanding {
  double score = 1e9;     ///< of a phrase, above
  double certain = -1e9;  ///< of a phrase and of a text, at least
};
std::string ProposedBy(const CorpusSound& sound, const std::vector<std::string>& phrases,
                       const Understanding& by) {
  const auto& heard = sound.heard;
  const double certainty = heard.certainty.value_or(0);
  if (heard.phrase && *heard.score > by.score && *heard.score + certainty >= by.certain)
    return Decided(phrases[*heard.phrase]);
  return certainty >= by.certain ? Decided(heard.text) : "-";
}

/// By kind: how many propose what they should, and how many something else.
void PrintTally(const std::vector<CorpusSound>& corpus, const std::vector<std::string>& phrases,
                const Understanding& by) {
  std::map<std::string, Tally> kinds;
  for (const auto& sound : corpus) {
    const auto proposed = ProposedBy(sound, phrases, by);
    auto& tally = kinds[sound.kind + (sound.decides == "-" ? "" : " " + sound.decides)];
    ++tally.sounds;
    if (proposed == "-") continue;
    ++(proposed == sound.decides ? tally.right : tally.other);
    if (proposed != sound.decides)
      std::printf("    false: %s, %s: heard '%s' (%.1f)\n", sound.voice.c_str(), sound.text.c_str(),
                  sound.heard.text.c_str(), sound.heard.certainty.value_or(0));
  }
  Tally all;
  for (const auto& [kind, tally] : kinds) {
    std::printf("  %-18s %4d sounds %4d accepted %3d false\n", kind.c_str(), tally.sounds,
                tally.right, tally.other);
    all = {all.sounds + tally.sounds, all.right + tally.right, all.other + tally.other};
  }
  std::printf("  in all             %4d sounds %4d accepted %3d false\n", all.sounds, all.right,
              all.other);
}

void PrintTimes(std::vector<double> times, const char* what, const char* unit) {
  if (times.empty()) return;
  std::ranges::sort(times);
  std::printf("%s: p50 %.1f p95 %.1f most %.1f %s (of %zu)\n", what, times[times.size() / 2],
              times[times.size() * 95 / 100], times.back(), unit, times.size());
}

void PrintActivity(VoiceActivityEngine& engine, const std::vector<CorpusSound>& corpus,
                   const char* name) {
  std::map<double, std::vector<double>> after;
  int silent = 0, spoken = 0, noises = 0, noisy = 0;
  double seconds = 0;
  std::size_t windows = 0;
  for (const auto& sound : corpus) {
    const bool speech = sound.kind != "noise";
    auto line = engine.Open();
    std::map<double, double> first;
    const double begin = ThreadSeconds();
    for (std::size_t at = 0; at + VoiceActivity::kWindow <= sound.sound.size();
         at += VoiceActivity::kWindow, ++windows) {
      const float said = line->Probability({sound.sound.data() + at, VoiceActivity::kWindow});
      for (const double above : {0.3, 0.5})
        if (said > above)
          first.try_emplace(above, static_cast<double>(at + VoiceActivity::kWindow) -
                                       static_cast<double>(sound.onset));
    }
    seconds += ThreadSeconds() - begin;
    (speech ? spoken : noises) += 1;
    if (speech && !first.contains(0.5)) ++silent;
    if (!speech && first.contains(0.5)) ++noisy, std::printf("  %s is voice\n", sound.text.c_str());
    if (speech)
      for (const auto& [above, samples] : first) after[above].push_back(samples / 8);
  }
  std::printf("%s: %d of %d spoken sounds unheard, %d of %d noises heard, %.1f us a window\n", name,
              silent, spoken, noisy, noises, 1e6 * seconds / static_cast<double>(windows));
  for (const auto& [above, times] : after)
    PrintTimes(times, above < 0.4 ? "  onset to above 0.3" : "  onset to above 0.5", "ms");
}

int MeasureEars(const std::string& models, const std::string& folder, const char* table) {
  auto ears = speech::LoadEars({.models = models, .moonshine = {.least_certain = -99}});
  if (!ears) return std::printf("%s\n", ears.error().message.c_str()), 3;
  std::vector<std::string> phrases;
  for (const auto& choice : CorpusChoices())
    phrases.insert(phrases.end(), choice.phrases.begin(), choice.phrases.end());
  const auto runtime =
      speech::OnnxRuntime::Open(models + "/" + std::string(speech::kOnnxLibrary.name));
  const auto model = speech::ReadModelFile(models, speech::kSileroModel);
  const auto alone = speech::MakeSilero(*runtime, *model, {.gate = false});
  std::ofstream rows;
  if (table != nullptr) rows.open(table);
  for (const auto& [name, band] : std::map<std::string, PhoneBand>{
           {"plain, -22 dB", {}},
           {"quiet and noisy, -32 dB with noise at -55", {.level = -32, .noise = -55}},
           {"loud with noise, -14 dB with noise at -34", {.level = -14, .noise = -34}}}) {
    auto corpus = ReadCorpus(folder, band);
    std::printf("== %s: %zu sounds\n", name.c_str(), corpus.size());
    PrintActivity(*ears->activity, corpus, "silero behind the gate");
    PrintActivity(**alone, corpus, "silero alone");
    Hear(*ears->recognizer, corpus, phrases);
    std::printf("whole sentence, whatever its certainty:\n");
    PrintTally(corpus, phrases, {});
    std::printf("with alternatives above -1, whatever their certainty:\n");
    PrintTally(corpus, phrases, {.score = -1});
    std::printf("as it is used:\n");
    PrintTally(corpus, phrases, {speech::kForcedThreshold, speech::kLeastCertain});
    std::vector<double> times;
    for (const auto& sound : corpus) times.push_back(sound.milliseconds);
    PrintTimes(times, "a sentence with 12 phrases", "ms");
    for (const auto& sound : corpus)
      rows << name << '\t' << sound.file << '\t' << sound.kind << '\t' << sound.decides << '\t'
           << sound.text << '\t' << sound.heard.text << '\t' << Decided(sound.heard.text) << '\t'
           << (sound.heard.phrase ? phrases[*sound.heard.phrase] : "-") << '\t'
           << (sound.heard.phrase ? Decided(phrases[*sound.heard.phrase]) : "-") << '\t'
           << sound.heard.score.value_or(-99) << '\t' << sound.heard.certainty.value_or(-99)
           << '\n';
  }
  return 0;
}

}  // namespace
}  // namespace tocsin

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (count < 3) return std::printf("usage: perf_ears MODELS CORPUS [TABLE]\n"), 2;
  return tocsin::MeasureEars(words[1], words[2], count > 3 ? words[3] : nullptr);
}
