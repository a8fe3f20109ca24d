#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "adapters/clock.hpp"
#include "adapters/speech.hpp"

namespace tocsin::speech {

/// Sound in a folder, one file a name, over restarts: written whole or not at all, with a checksum,
/// so that a file that was cut or altered is none. What was not used for `keep` goes, and the
/// longest unused beyond `most_bytes`. The folder is its owner's alone. Thread-safe; all but Has
/// and Bytes wait for the disk. Several processes may share a folder: each holds its own to the
/// bound.
class SoundFiles {
 public:
  /// Nothing happens before Open; the clock outlives it.
  SoundFiles(std::filesystem::path folder, std::size_t most_bytes, Duration keep,
             const Clock& clock);

  /// Makes the folder where it is missing and looks what is there. kInvalid: it cannot be used.
  Status Open();
  /// `name`: hex digits.
  bool Has(const std::string& name) const;
  std::size_t Bytes() const;
  /// Nothing: there is none, or it is damaged and gone now. Counts as a use.
  std::optional<Sound> Read(const std::string& name);
  Status Write(const std::string& name, SoundView sound);
  /// It was used, wherever it was read.
  void Touch(const std::string& name);

 private:
  struct File {
    std::size_t bytes;
    TimePoint used;
  };
  using Files = std::map<std::string, File, std::less<>>;
  void Forget(const std::string& name);
  void MakeRoom();

  const std::filesystem::path folder_;
  const std::size_t most_bytes_;
  const Duration keep_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  Files files_;
  std::size_t bytes_ = 0;
};

}  // namespace tocsin::speech
