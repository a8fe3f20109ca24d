#include "adapters/speech/sound_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "schemas/ids.hpp"

namespace tocsin::speech {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead =
    "tocsin sound 1\n";  // 16 bits at kLineRate, this machine's order
constexpr std::string_view kEnding = ".sound";
constexpr std::size_t kChecksumBytes = 32;
constexpr std::size_t kMostFileBytes = std::size_t{64} * 1024 * 1024;

std::string_view BytesOf(SoundView sound) {
  return {reinterpret_cast<const char*>(sound.data()), sound.size() * sizeof(std::int16_t)};
}

std::optional<std::string> WholeFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return std::nullopt;
  return text;
}

std::optional<Sound> SoundIn(std::string_view file) {
  if (!file.starts_with(kHead) || file.size() < kHead.size() + kChecksumBytes) return std::nullopt;
  const auto sum = file.substr(kHead.size(), kChecksumBytes);
  const auto samples = file.substr(kHead.size() + kChecksumBytes);
  if (samples.size() % sizeof(std::int16_t) != 0 || Sha256(samples) != sum) return std::nullopt;
  Sound sound(samples.size() / sizeof(std::int16_t));
  std::memcpy(sound.data(), samples.data(), samples.size());
  return sound;
}

TimePoint UsedAt(const struct stat& file) {
  return TimePoint(std::chrono::duration_cast<Duration>(
      std::chrono::seconds(file.st_mtim.tv_sec) + std::chrono::nanoseconds(file.st_mtim.tv_nsec)));
}

tl::unexpected<Error> FolderFault(std::string_view doing, const fs::path& path,
                                  const std::string& why) {
  return Fail(ErrorKind::kInvalid,
              std::string(doing) + " " + path.string() + " (speech.prepared.folder): " + why,
              "speech");
}

}  // namespace

SoundFiles::SoundFiles(fs::path folder, std::size_t most_bytes, Duration keep, const Clock& clock)
    : folder_(std::move(folder)), most_bytes_(most_bytes), keep_(keep), clock_(clock) {}

Status SoundFiles::Open() {
  std::error_code fault;
  fs::create_directories(folder_, fault);
  if (fault) return FolderFault("making", folder_, fault.message());
  fs::permissions(folder_, fs::perms::owner_all, fault);
  if (fault || access(folder_.c_str(), W_OK) != 0)
    return FolderFault("using", folder_, "it cannot be written");
  std::vector<std::string> leftovers;
  for (const auto& entry : fs::directory_iterator(folder_, fault)) {
    struct stat file {};
    if (stat(entry.path().c_str(), &file) != 0 || !S_ISREG(file.st_mode)) continue;
    const auto name = entry.path().filename().string();
    if (!name.ends_with(kEnding)) {
      // Of a process that ended while it wrote; what is young may be somebody's who writes now.
      if (name.ends_with(".part") && clock_.Now() - UsedAt(file) > std::chrono::hours(1))
        leftovers.push_back(entry.path().string());
      continue;
    }
    const auto bytes = static_cast<std::size_t>(file.st_size);
    const std::lock_guard lock(mutex_);
    files_.emplace(name.substr(0, name.size() - kEnding.size()), File{bytes, UsedAt(file)});
    bytes_ += bytes;
  }
  for (const auto& path : leftovers) fs::remove(path, fault);
  MakeRoom();
  return {};
}

bool SoundFiles::Has(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(name);
  return found != files_.end() && clock_.Now() - found->second.used <= keep_;
}

std::size_t SoundFiles::Bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::optional<Sound> SoundFiles::Read(const std::string& name) {
  if (!Has(name)) return std::nullopt;
  const auto text = WholeFile(folder_ / (name + std::string(kEnding)));
  auto sound = text ? SoundIn(*text) : std::nullopt;
  if (!sound) {
    Forget(name);
    return std::nullopt;
  }
  Touch(name);
  return sound;
}

/// The file's time is that of its last use, for who opens the folder next.
void SoundFiles::Touch(const std::string& name) {
  const auto now = clock_.Now();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  timespec times[2]{};
  times[0].tv_sec = times[1].tv_sec = seconds.count();
  utimensat(AT_FDCWD, (folder_ / (name + std::string(kEnding))).c_str(), times, 0);
  const std::lock_guard lock(mutex_);
  if (const auto found = files_.find(name); found != files_.end()) found->second.used = now;
}

Status SoundFiles::Write(const std::string& name, SoundView sound) {
  const auto samples = BytesOf(sound);
  const std::size_t bytes = kHead.size() + kChecksumBytes + samples.size();
  if (bytes > std::min(kMostFileBytes, most_bytes_ / 4)) return {};
  const fs::path part = folder_ / ('.' + name + '.' + std::to_string(getpid()) + ".part");
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return FolderFault("writing in", folder_, std::strerror(errno));
  std::string text(kHead);
  text.append(Sha256(samples)).append(samples);
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool whole = close(file) == 0 && written;
  std::error_code fault;
  if (whole) fs::rename(part, folder_ / (name + std::string(kEnding)), fault);
  if (!whole || fault) {
    fs::remove(part, fault);
    return FolderFault("writing in", folder_, "a file could not be written whole");
  }
  {
    const std::lock_guard lock(mutex_);
    auto& entry = files_[name];
    bytes_ += bytes - entry.bytes;
    entry.bytes = bytes;
  }
  Touch(name);
  MakeRoom();
  return {};
}

void SoundFiles::Forget(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(name);
    if (found == files_.end()) return;
    bytes_ -= found->second.bytes;
    files_.erase(found);
  }
  std::error_code ignored;
  fs::remove(folder_ / (name + std::string(kEnding)), ignored);
}

void SoundFiles::MakeRoom() {
  std::vector<std::string> going;
  {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<TimePoint, std::string>> by_use;
    for (const auto& [name, file] : files_) by_use.emplace_back(file.used, name);
    std::ranges::sort(by_use);
    std::size_t left = bytes_;
    for (const auto& [used, name] : by_use) {
      if (left <= most_bytes_ && clock_.Now() - used <= keep_) break;
      left -= files_.find(name)->second.bytes;
      going.push_back(name);
    }
  }
  for (const auto& name : going) Forget(name);
}

}  // namespace tocsin::speech
