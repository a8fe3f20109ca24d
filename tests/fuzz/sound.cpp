// links: speech
// What a service gives as sound: bare samples or something else, in pieces of the size that the
// first byte says; the second says what was asked for and what the head names.
#include <array>

#include "adapters/speech/raw_sound.hpp"
#include "tests/fuzz/promise.hpp"

namespace tocsin::fuzz {
namespace {

constexpr std::size_t kMostSamples = 20'000;

/// All that comes of the bytes; nothing: a fault.
std::optional<Sound> Read(std::string_view bytes, std::size_t piece, speech::SampleForm form,
                          std::string_view content_type) {
  speech::RawSound reader(form, kMostSamples);
  if (!reader.Begin(content_type)) return std::nullopt;
  Sound all;
  const auto take = [&all](Result<Sound> sound) {
    if (sound) all.insert(all.end(), sound->begin(), sound->end());
    return sound.has_value();
  };
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    if (!take(reader.Feed(part))) return std::nullopt;
    Promise(all.size() <= kMostSamples, "no more than was asked for");
  }
  if (!take(reader.Finish())) return std::nullopt;
  return all;
}

}  // namespace
}  // namespace tocsin::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  if (size < 2) return 0;
  constexpr std::array<std::string_view, 5> kTypes = {"", "audio/basic", "audio/pcm;rate=24000",
                                                      "audio/mulaw; rate=16000", "audio/l16"};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto type = kTypes[data[1] / 2 % kTypes.size()];
  const speech::SampleForm form =
      data[1] % 2 == 0 ? speech::SampleForm{}
                       : speech::SampleForm{.code = speech::SampleCode::kLinear16, .rate = 24'000};
  const auto whole = fuzz::Read(bytes, bytes.size() + 1, form, type);
  const auto cut = fuzz::Read(bytes, data[0] % 32 + 1U, form, type);
  if (whole && cut) fuzz::Promise(*whole == *cut, "the same sound wherever it is cut");
  fuzz::Promise(whole.has_value() == cut.has_value(), "a fault wherever it is cut");
  return 0;
}
