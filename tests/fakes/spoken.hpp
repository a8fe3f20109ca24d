#pragma once

#include <cstddef>
#include <future>
#include <utility>

#include "adapters/speech.hpp"

namespace tocsin::fakes {

/// What came of a text that a voice was given, and the end.
struct Spoken {
  Sound sound = {};
  std::size_t pieces = 0;
  Duration wait{};
  double cost = 0;
  Status end = {};

  double Seconds() const { return static_cast<double>(sound.size()) / kLineRate; }
  /// Of a hum: half the changes of its sign a second, with a few of a filter's end.
  double Height() const {
    std::size_t changes = 0;
    for (std::size_t i = 1; i < sound.size(); ++i) changes += (sound[i] < 0) != (sound[i - 1] < 0);
    return static_cast<double>(changes) / 2 / Seconds();
  }
};

/// Waits for the end.
inline Spoken SpokenBy(TextToSpeech& voice, SynthesizeSpeech what) {
  std::promise<Status> end;
  Spoken spoken;
  const auto job = voice.Synthesize(
      std::move(what), {.piece =
                            [&](const Sound& piece) {
                              spoken.sound.insert(spoken.sound.end(), piece.begin(), piece.end());
                              ++spoken.pieces;
                            },
                        .end = [&](Status status) { end.set_value(std::move(status)); },
                        .wait = [&](Duration wait) { spoken.wait = wait; },
                        .cost = [&](double cost) { spoken.cost += cost; }});
  spoken.end = end.get_future().get();
  return spoken;
}

}  // namespace tocsin::fakes
