#pragma once

#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sound/wav.hpp"

extern char** environ;

namespace tocsin {

/// A sentence by a synthesiser of this machine that is a program of its own, for tests of ears:
/// flite, else espeak-ng; none where neither is installed.
inline std::optional<sound::Wav> SynthesisedSpeech(const std::string& text) {
  std::string path = std::filesystem::temp_directory_path() / "speech-XXXXXX";
  const int file = mkstemp(path.data());
  if (file < 0) return std::nullopt;
  close(file);
  std::optional<sound::Wav> spoken;
  const std::array<std::vector<std::string>, 2> programs = {
      {{"flite", "-voice", "rms", "-t", text, "-o", path},
       {"espeak-ng", "-v", "en-us", "-s", "150", "-w", path, "--", text}}};
  for (const auto& program : programs) {
    std::vector<char*> words;
    for (const auto& word : program) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    pid_t child = 0;
    int status = -1;
    if (posix_spawnp(&child, words[0], nullptr, nullptr, words.data(), environ) != 0) continue;
    if (waitpid(child, &status, 0) != child || status != 0) continue;
    std::ifstream stream(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    auto wav = sound::ReadWav(bytes);
    if (!wav) continue;
    spoken = *std::move(wav);
    break;
  }
  std::filesystem::remove(path);
  return spoken;
}

}  // namespace tocsin
