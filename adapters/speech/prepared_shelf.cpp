#include "adapters/speech/prepared_shelf.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/log_line.hpp"
#include "schemas/ids.hpp"

namespace tocsin::speech {
namespace {

/// How often a file learns that its sound is used from memory.
constexpr Duration kToldToDisk = std::chrono::hours(1);

}  // namespace

std::shared_ptr<PreparedShelf> PreparedShelf::Make(PreparedOptions options, const Clock& clock,
                                                   Metrics& metrics, Loop* files) {
  return std::shared_ptr<PreparedShelf>(
      new PreparedShelf(std::move(options), clock, metrics, files));
}

PreparedShelf::PreparedShelf(PreparedOptions options, const Clock& clock, Metrics& metrics,
                             Loop* files)
    : options_(std::move(options)), clock_(clock), metrics_(metrics), loop_(files) {
  if (options_.folder.empty() || loop_ == nullptr || options_.memory_bytes == 0) return;
  auto opened =
      std::make_unique<SoundFiles>(options_.folder, options_.disk_bytes, options_.keep, clock);
  if (const auto status = opened->Open(); !status) {
    WriteLog({.level = spdlog::level::warn,
              .text = "what is said is kept in memory only: " + status.error().message});
    return;
  }
  files_ = std::move(opened);
  Tell("disk", files_->Bytes());
}

std::string PreparedShelf::KeyOf(const SynthesizeSpeech& what, std::string_view variant) const {
  std::string all;
  for (const std::string_view part :
       {std::string_view(what.tenant), variant, std::string_view(what.language),
        std::string_view(options_.text_version), std::string_view(what.text)})
    all.append(std::to_string(part.size())).append(":").append(part);
  return Sha256Hex(all + "|8000 Hz, 16 bits");
}

std::string PreparedShelf::PlaceOf(const SynthesizeSpeech& what, std::string_view variant) const {
  if (what.tenant.empty()) return KeyOf(what, variant);
  auto everybodys = what;
  everybodys.tenant.clear();
  auto key = KeyOf(everybodys, variant);
  if (OnDisk(key)) return key;
  const std::lock_guard lock(mutex_);
  return places_.contains(key) ? key : KeyOf(what, variant);
}

PreparedShelf::Kept PreparedShelf::Find(const std::string& key) {
  Kept found;
  bool tell_disk = false;
  {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(key);
    if (place == places_.end()) return nullptr;
    const auto entry = place->second;
    const TimePoint now = clock_.Now();
    if (now - entry->used > options_.keep) {
      Drop(entry);
      return nullptr;
    }
    entry->used = now;
    tell_disk = files_ != nullptr && now - entry->used_on_disk > kToldToDisk;
    if (tell_disk) entry->used_on_disk = now;
    order_.splice(order_.begin(), order_, entry);
    found = entry->sound;
  }
  if (tell_disk) loop_->Post([self = shared_from_this(), key] { self->files_->Touch(key); });
  return found;
}

bool PreparedShelf::OnDisk(const std::string& key) const {
  return files_ != nullptr && files_->Has(key);
}

bool PreparedShelf::Fetch(const std::string& key, std::function<void(Kept)> done) {
  return loop_->Post([self = shared_from_this(), key, done = std::move(done)] {
    auto sound = self->files_->Read(key);
    self->Tell("disk", self->files_->Bytes());
    if (!sound) return done(nullptr);
    auto kept = std::make_shared<const Sound>(*std::move(sound));
    self->KeepInMemory(key, kept);
    done(std::move(kept));
  });
}

void PreparedShelf::Keep(const std::string& key, Kept sound) {
  KeepInMemory(key, sound);
  if (files_ == nullptr) return;
  loop_->Post([self = shared_from_this(), key, sound = std::move(sound)] {
    const auto written = self->files_->Write(key, *sound);
    self->Tell("disk", self->files_->Bytes());
    if (!written)
      WriteLog({.level = spdlog::level::warn, .text = written.error().message}, self->complaints_);
  });
}

void PreparedShelf::KeepInMemory(const std::string& key, Kept sound) {
  const std::size_t bytes = key.size() + sound->size() * sizeof(std::int16_t);
  if (bytes > options_.memory_bytes / 4) return;
  const std::lock_guard lock(mutex_);
  if (places_.contains(key)) return;
  const TimePoint now = clock_.Now();
  order_.push_front({key, std::move(sound), bytes, now, now});
  places_.emplace(key, order_.begin());
  held_ += bytes;
  while (held_ > options_.memory_bytes || now - order_.back().used > options_.keep)
    Drop(std::prev(order_.end()));
  Tell("memory", held_);
}

/// Within the lock.
void PreparedShelf::Drop(Entries::iterator entry) {
  held_ -= entry->bytes;
  places_.erase(entry->key);
  order_.erase(entry);
}

void PreparedShelf::Tell(std::string_view place, std::size_t bytes) const {
  metrics_.Set("tocsin_speech_prepared_bytes", static_cast<double>(bytes), {{"place", place}});
}

}  // namespace tocsin::speech
