#include "adapters/sound/resampler.hpp"

#include <speex/speex_resampler.h>

#include <algorithm>
#include <array>

namespace tocsin::sound {
namespace {

constexpr int kQuality = 3;

struct DestroyState {
  void operator()(SpeexResamplerState* state) const { speex_resampler_destroy(state); }
};

}  // namespace

struct Resampler::State {
  std::unique_ptr<SpeexResamplerState, DestroyState> speex;
  int from;
  int to;
};

Resampler::Resampler(int from, int to) {
  Check(from >= 1'000 && from <= 192'000 && to >= 1'000 && to <= 192'000,
        "a rate of sound is 1,000 to 192,000 Hz");
  if (from == to) return;
  int error = 0;
  std::unique_ptr<SpeexResamplerState, DestroyState> speex(speex_resampler_init(
      1, static_cast<spx_uint32_t>(from), static_cast<spx_uint32_t>(to), kQuality, &error));
  Check(speex != nullptr, "speexdsp gives no resampler");
  state_ = std::make_unique<State>(State{std::move(speex), from, to});
}
Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&& other) noexcept = default;
Resampler& Resampler::operator=(Resampler&& other) noexcept = default;

void Resampler::Convert(SoundView piece, Sound& out) {
  if (state_ == nullptr) {
    out.insert(out.end(), piece.begin(), piece.end());
    return;
  }
  const auto from = static_cast<std::size_t>(state_->from);
  const auto to = static_cast<std::size_t>(state_->to);
  while (!piece.empty()) {
    const std::size_t part = std::min<std::size_t>(piece.size(), 4'096);
    const std::size_t had = out.size();
    out.resize(had + part * to / from + 2);
    auto taken = static_cast<spx_uint32_t>(part);
    auto made = static_cast<spx_uint32_t>(out.size() - had);
    speex_resampler_process_int(state_->speex.get(), 0, piece.data(), &taken, out.data() + had,
                                &made);
    out.resize(had + made);
    piece = piece.subspan(taken);
  }
}

void Resampler::Finish(Sound& out) {
  if (state_ == nullptr) return;
  const Sound silence(
      static_cast<std::size_t>(speex_resampler_get_input_latency(state_->speex.get())), 0);
  Convert(silence, out);
}

void Resampler::Reset() {
  if (state_ != nullptr) speex_resampler_reset_mem(state_->speex.get());
}

Sound Resampled(SoundView whole, int from, int to) {
  if (from == to) return {whole.begin(), whole.end()};
  Resampler resampler(from, to);
  Sound out;
  const std::size_t length =
      whole.size() * static_cast<std::size_t>(to) / static_cast<std::size_t>(from);
  out.reserve(length + 1'024);
  resampler.Convert(whole, out);
  resampler.Finish(out);
  // What came out before the first sample had gone through is the delay.
  const std::size_t delay = out.size() > length ? out.size() - length : 0;
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(delay));
  out.resize(length);
  return out;
}

}  // namespace tocsin::sound
