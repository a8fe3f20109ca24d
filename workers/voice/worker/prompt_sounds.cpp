#include "workers/voice/worker/prompt_sounds.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "adapters/sound/wav.hpp"
#include "schemas/sealed_text.hpp"

namespace tocsin::voice {
namespace {

/// Of one line: its address must be one that everybody takes.
constexpr std::size_t kLongestLine = 1'200;
/// The carrier fetches at once; it may play a prompt again while it waits for an answer.
constexpr Duration kFetchedWithin = std::chrono::minutes(5);

HttpResponse NotServed(std::string_view why) { return Problem(403, "Forbidden", why); }

/// "EXPIRY\nLANGUAGE TENANT\nTEXT"; the release before writes no tenant.
struct SealedLine {
  TimePoint until;
  SynthesizeSpeech what;
};
std::optional<SealedLine> ReadLine(const std::string& text) {
  const auto first = text.find('\n');
  const auto second = first == std::string::npos ? first : text.find('\n', first + 1);
  if (second == std::string::npos) return std::nullopt;
  const auto until = ParseTime(text.substr(0, first));
  if (!until) return std::nullopt;
  const auto whose = text.substr(first + 1, second - first - 1);
  const auto blank = std::min(whose.find(' '), whose.size());
  return SealedLine{.until = *until,
                    .what = {.text = text.substr(second + 1),
                             .language = whose.substr(0, blank),
                             .tenant = whose.substr(std::min(blank + 1, whose.size()))}};
}

}  // namespace

/// Somebody who waits for several lines.
struct PromptSounds::Waiting {
  std::function<void(bool)> done;
  std::atomic<std::size_t> left;
  std::atomic<bool> told = false;
  std::unique_ptr<LoopTimer> timer = {};  ///< on the loop
};

PromptSounds::PromptSounds(Parts parts) : parts_(std::move(parts)) {}

void PromptSounds::Tell(const std::shared_ptr<Waiting>& waiting, bool ready) {
  if (waiting->told.exchange(true)) return;
  parts_.loop.Post([waiting] { waiting->timer.reset(); });
  waiting->done(ready);
}

void PromptSounds::Prepare(const LinesAhead& ahead, std::function<void(bool)> done) {
  const auto& [lines, language, tenant] = ahead;
  const bool speakable = std::ranges::all_of(
      lines, [](const std::string& line) { return line.size() <= kLongestLine; });
  if (lines.empty() || !speakable || !parts_.voice.Speaks(language)) return done(false);
  const auto waiting = std::make_shared<Waiting>();
  waiting->done = std::move(done);
  waiting->left = lines.size();
  for (const auto& line : lines) {
    const auto over = jobs_.Open();
    if (over == nullptr) return Tell(waiting, false);
    jobs_.Hold(over, parts_.voice.Synthesize({.text = line, .language = language, .tenant = tenant},
                                             {.piece = [](const Sound&) {},
                                              .end =
                                                  [this, waiting, over](const Status& status) {
                                                    *over = true;
                                                    if (!status) return Tell(waiting, false);
                                                    if (--waiting->left == 0) Tell(waiting, true);
                                                  }}));
  }
  if (waiting->told) return;
  parts_.loop.Post([this, waiting] {
    if (waiting->told) return;
    waiting->timer = parts_.loop.MakeTimer();
    waiting->timer->Arm(parts_.loop.Now() + parts_.patience,
                        [this, waiting] { Tell(waiting, false); });
  });
}

std::string PromptSounds::Url(std::string_view public_base, const std::string& line,
                              const std::string& language, const std::string& tenant) const {
  const auto text = FormatTime(parts_.clock.Now() + kFetchedWithin) + '\n' + language + ' ' +
                    tenant + '\n' + line;
  return AddressBelow(public_base, "/api/voice/audio/" + SealText(parts_.secret.Reveal(), text));
}

void PromptSounds::Register(runtime::HttpRouter& router) {
  router.Add(
      "GET", "/api/voice/audio/{token}",
      [this](const HttpRequest&, const runtime::PathParameters& parameters, HttpRespond respond) {
        Serve(runtime::Parameter(parameters, "token"), std::move(respond));
      });
}

void PromptSounds::Serve(std::string_view token, HttpRespond respond) {
  const auto opened = OpenSealedText(parts_.secret.Reveal(), token);
  const auto line = opened ? ReadLine(*opened) : std::nullopt;
  if (!line) return respond(NotServed("this address was not made here, or is altered"));
  if (line->until < parts_.clock.Now()) return respond(NotServed("this address has expired"));
  const auto over = jobs_.Open();
  if (over == nullptr)
    return respond(Problem(503, "Service Unavailable", "too many prompts are being made"));
  const auto whole = std::make_shared<Sound>();
  jobs_.Hold(over,
             parts_.voice.Synthesize(
                 line->what, {.piece =
                                  [whole](const Sound& piece) {
                                    whole->insert(whole->end(), piece.begin(), piece.end());
                                  },
                              .end =
                                  [whole, over, respond](const Status& status) {
                                    *over = true;
                                    if (!status)
                                      return respond(Problem(503, "Service Unavailable",
                                                             status.error().message));
                                    respond({.status = 200,
                                             .headers = {{"Content-Type", "audio/wav"},
                                                         {"Cache-Control", "private, max-age=300"}},
                                             .body = sound::WriteWav(*whole, kLineRate)});
                                  }}));
}

}  // namespace tocsin::voice
