#include "workers/compose/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "schemas/ids.hpp"

namespace tocsin::compose {
namespace {

constexpr int kMostSlots = 64;
constexpr const char* kRemedy = "; name a folder that can be written with --data";

Result<std::string> StableId(const std::filesystem::path& folder) {
  const auto file = folder / "instance";
  std::string id;
  if (std::ifstream in(file); in >> id) return id;
  id = RandomUuid().ToString();
  std::ofstream out(file);
  out << id << '\n';
  out.flush();
  if (!out)
    return Fail(ErrorKind::kRejected,
                "writing " + file.string() + ": " + std::strerror(errno) + kRemedy, "data");
  return id;
}

/// For `kill -HUP $(cat ...)`. Written in place: whoever reads it while it is written is late.
Status WritePid(const std::filesystem::path& folder, int slot) {
  const auto file = DataFolder::PidFile(folder, slot);
  std::ofstream out(file);
  out << getpid() << '\n';
  out.flush();
  if (out) return {};
  return Fail(ErrorKind::kRejected,
              "writing " + file.string() + ": " + std::strerror(errno) + kRemedy, "data");
}

}  // namespace

std::filesystem::path DataFolder::PidFile(const std::filesystem::path& folder, int slot) {
  return folder / (slot == 1 ? "pid" : "pid." + std::to_string(slot));
}

Result<DataFolder> DataFolder::Open(const std::filesystem::path& path, bool exclusive) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    return Fail(ErrorKind::kRejected,
                "making the data folder " + path.string() + ": " + error.message() + kRemedy,
                "data");
  for (int slot = 1; slot <= (exclusive ? 1 : kMostSlots); ++slot) {
    const auto file = path / ("lock." + std::to_string(slot));
    const int lock = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock < 0)
      return Fail(ErrorKind::kRejected,
                  "opening " + file.string() + ": " + std::strerror(errno) + kRemedy, "data");
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
      close(lock);
      continue;
    }
    TRY_ASSIGN(std::string id, StableId(path));
    TRY(WritePid(path, slot));
    return DataFolder(std::filesystem::absolute(path), std::move(id), slot, lock);
  }
  return Fail(ErrorKind::kRejected,
              "the data folder " + path.string() +
                  " is in use by another tocsin process; choose another with --data",
              "data");
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)),
      id_(std::move(other.id_)),
      slot_(other.slot_),
      lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  if (lock_ < 0) return;
  std::error_code gone;
  std::filesystem::remove(PidFile(path_, slot_), gone);
  close(lock_);
}

std::string DataFolder::InstanceId() const {
  return slot_ == 1 ? id_ : id_ + '-' + std::to_string(slot_);
}

}  // namespace tocsin::compose
