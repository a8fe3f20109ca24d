#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/clock.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech/sound_files.hpp"

namespace tocsin::speech {

struct PreparedOptions {
  std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;  ///< 0: nothing is kept
  std::string folder = {};                                   ///< empty: in memory only
  std::size_t disk_bytes = std::size_t{256} * 1024 * 1024;
  Duration keep = std::chrono::hours(24 * 7);  ///< since its last use
  /// Of what makes a written text a spoken one: a change of it leaves what was kept behind.
  std::string text_version = {};
};

/// What was said, kept by key in memory and, with a folder, over restarts. Thread-safe: what waits
/// for the disk runs on its loop. Of all voices of a process, so that the bounds hold for all.
class PreparedShelf : public std::enable_shared_from_this<PreparedShelf> {
 public:
  using Kept = std::shared_ptr<const Sound>;

  /// `files`: where the disk is waited for; not needed without a folder. All outlive it, and its
  /// loop has stopped before. A folder that cannot be used is told in the log and left alone.
  static std::shared_ptr<PreparedShelf> Make(PreparedOptions options, const Clock& clock,
                                             Metrics& metrics, Loop* files = nullptr);

  /// A key, the same for the same sound only: the hash of all that makes it.
  std::string KeyOf(const SynthesizeSpeech& what, std::string_view variant) const;
  /// The same, or where everybody's sound of it is kept, that one's: what a tenant's call says is
  /// played from both, and kept for the tenant alone.
  std::string PlaceOf(const SynthesizeSpeech& what, std::string_view variant) const;
  /// In memory; counts as a use.
  Kept Find(const std::string& key);
  /// Whether Fetch is worth its while.
  bool OnDisk(const std::string& key) const;
  /// Calls `done` on the loop, with nothing where the file is none. False: the loop has stopped.
  bool Fetch(const std::string& key, std::function<void(Kept)> done);
  void Keep(const std::string& key, Kept sound);

 private:
  PreparedShelf(PreparedOptions options, const Clock& clock, Metrics& metrics, Loop* files);
  void KeepInMemory(const std::string& key, Kept sound);
  struct Entry {
    std::string key;
    Kept sound;
    std::size_t bytes;
    TimePoint used, used_on_disk;
  };
  using Entries = std::list<Entry>;
  void Drop(Entries::iterator entry);
  void Tell(std::string_view place, std::size_t bytes) const;

  const PreparedOptions options_;
  const Clock& clock_;
  Metrics& metrics_;
  Loop* const loop_;
  std::unique_ptr<SoundFiles> files_;  ///< none: in memory only
  LogQuota complaints_{2};
  mutable std::mutex mutex_;
  Entries order_;  ///< the last used first
  std::unordered_map<std::string, Entries::iterator> places_;
  std::size_t held_ = 0;
};

}  // namespace tocsin::speech
