#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>

#include "schemas/result.hpp"

namespace tocsin::compose {

/// The PostgreSQL cluster of a worker that was given no database: it lies under the data folder,
/// listens on 127.0.0.1 with a random password, and ends with the object. After the worker was
/// killed, the server goes on and the next Start takes it over; one that was killed too is started
/// again and recovers. Commits are durable (fsync).
///
/// Run by root, the cluster belongs to the user `postgres`, for PostgreSQL refuses root; where that
/// user cannot reach the data folder, `postgres` in it is a link into /var/lib/postgresql.
class LocalCluster {
 public:
  /// Blocking: about 2 s when the cluster must be made, otherwise well under one. One caller for a
  /// folder at a time (DataFolder::Open sees to that). kNotFound: PostgreSQL or its user is not
  /// installed; kRejected: the folder cannot be used; kTransient: the server does not come up.
  static Result<LocalCluster> Start(const std::filesystem::path& data_folder);
  /// The URL of the cluster that runs for this folder, for other commands; kNotFound when none
  /// does.
  static Result<std::string> FindUrl(const std::filesystem::path& data_folder);

  LocalCluster(LocalCluster&& other) noexcept;
  LocalCluster& operator=(LocalCluster&&) = delete;
  /// Stops the server; sessions still open are cut.
  ~LocalCluster();

  /// postgresql://tocsin:PASSWORD@127.0.0.1:PORT/tocsin. A secret. The port may differ after a
  /// start.
  const std::string& Url() const { return url_; }
  pid_t ServerPid() const { return server_; }

 private:
  LocalCluster(std::string url, std::filesystem::path data, pid_t server)
      : url_(std::move(url)), data_(std::move(data)), server_(server) {}

  std::string url_;
  std::filesystem::path data_;
  pid_t server_ = -1;
};

}  // namespace tocsin::compose
