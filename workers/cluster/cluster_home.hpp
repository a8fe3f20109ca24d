#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "schemas/result.hpp"
#include "workers/cluster/owned_process.hpp"

namespace tocsin::compose {

/// The folder of a cluster, of mode 0700 and owned by the user it runs as:
///   data/      PostgreSQL's own; there only when it is complete
///   password   of the role tocsin, mode 0600
///   port       of the last start
///   log        what the server and initdb print
class ClusterHome {
 public:
  /// What lies in the data folder, or nothing when there is none yet. kRejected: it belongs to
  /// another user.
  static Result<std::optional<ClusterHome>> Find(const std::filesystem::path& data_folder);
  /// Finds it or makes it, empty.
  static Result<ClusterHome> FindOrMake(const std::filesystem::path& data_folder);

  const ProcessOwner& Owner() const { return owner_; }
  const std::filesystem::path& Path() const { return path_; }
  std::filesystem::path Data() const { return path_ / "data"; }
  std::filesystem::path Log() const { return path_ / "log"; }

  /// Whether the cluster was made.
  bool Complete() const;
  /// Major version that made the data, such as "15"; empty when not made.
  std::string DataVersion() const;
  /// Makes the cluster with role and database `tocsin`; all of it or nothing.
  Status MakeCluster(const std::filesystem::path& programs) const;

  Result<std::string> Password() const;
  int LastPort() const;
  Status RememberPort(int port) const;

 private:
  ClusterHome(std::filesystem::path path, ProcessOwner owner)
      : path_(std::move(path)), owner_(owner) {}
  Status WriteFile(const std::string& name, const std::string& text) const;

  std::filesystem::path path_;
  ProcessOwner owner_;
};

}  // namespace tocsin::compose
