#pragma once

#include <filesystem>
#include <string>

#include "schemas/result.hpp"

namespace tocsin::compose {

/// The folder of one installation (`--data`): a stable id for static group membership, and a lock
/// so that two processes on it do not take each other's place. Holds the PID of each of them.
class DataFolder {
 public:
  /// Creates it if missing and takes the first free slot; `exclusive` refuses when another process
  /// uses the folder (kRejected). Released when the process ends, however it ends.
  static Result<DataFolder> Open(const std::filesystem::path& path, bool exclusive);
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::filesystem::path& Path() const { return path_; }
  /// Where the process in this slot writes its PID while it runs: "pid", "pid.2", ...
  static std::filesystem::path PidFile(const std::filesystem::path& folder, int slot);
  std::filesystem::path PidFile() const { return PidFile(path_, slot_); }
  /// "<id>" for the first process on the folder, "<id>-2" for the second, ...
  std::string InstanceId() const;

 private:
  DataFolder(std::filesystem::path path, std::string id, int slot, int lock)
      : path_(std::move(path)), id_(std::move(id)), slot_(slot), lock_(lock) {}

  std::filesystem::path path_;
  std::string id_;
  int slot_ = 1;
  int lock_ = -1;
};

}  // namespace tocsin::compose
