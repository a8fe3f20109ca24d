#include "workers/cluster/local_cluster.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>
#include <utility>

#include "workers/cluster/cluster_home.hpp"
#include "workers/cluster/postgres_programs.hpp"
#include "workers/cluster/postmaster.hpp"

namespace tocsin::compose {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr auto kStartTimeout = std::chrono::seconds(60);  // recovery of much work takes a while
constexpr auto kStopPatience = std::chrono::seconds(20);
constexpr auto kPoll = std::chrono::milliseconds(5);
constexpr auto kRetryPause = std::chrono::milliseconds(50);
constexpr auto kRetryFor = std::chrono::seconds(10);
constexpr const char* kVersions = "/usr/lib/postgresql";
// Below the system's own range for outgoing connections.
constexpr int kFirstPort = 20'000;
constexpr int kLastPort = 31'999;
constexpr std::uintmax_t kMostLogBytes = 8 * 1024 * 1024;

bool PortFree(int port) {
  const int number = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int reuse = 1;
  setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool free = bind(number, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(number);
  return free;
}

int ChoosePort(int last) {
  if (last > 0 && PortFree(last)) return last;
  std::random_device random;
  std::uniform_int_distribution<int> ports(kFirstPort, kLastPort);
  int port = ports(random);
  while (!PortFree(port)) port = ports(random);
  return port;
}

Result<std::string> UrlOf(const ClusterHome& home, int port) {
  TRY_ASSIGN(const std::string password, home.Password());
  return "postgresql://tocsin:" + password + "@127.0.0.1:" + std::to_string(port) + "/tocsin";
}

OwnedCommand ServerCommand(const ClusterHome& home, const fs::path& programs, int port) {
  OwnedCommand command{{programs / "postgres", "-D", home.Data(), "-p", std::to_string(port)},
                       home.Path(),
                       home.Log()};
  for (const char* setting :
       {"listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=on",
        "synchronous_commit=on", "full_page_writes=on", "password_encryption=scram-sha-256",
        "max_connections=100", "shared_buffers=128MB", "max_wal_size=1GB", "timezone=UTC",
        "log_timezone=UTC", "log_checkpoints=off"}) {
    command.arguments.insert(command.arguments.end(), {"-c", setting});
  }
  command.own_session = true;
  return command;
}

/// Waits for a server that is there already. Nothing: it ended.
Result<std::optional<Postmaster>> AwaitRunning(const fs::path& data) {
  const auto deadline = steady_clock::now() + kStartTimeout;
  for (;;) {
    const auto server = FindPostmaster(data);
    if (!server) return server;
    if (server->state == Postmaster::State::kReady && Answers(*server)) {
      const auto still = FindPostmaster(data);
      if (still && still->state == Postmaster::State::kReady) return still;
    }
    if (steady_clock::now() >= deadline)
      return Fail(ErrorKind::kTransient, "waiting for the database server to be ready", "cluster");
    std::this_thread::sleep_for(kPoll);
  }
}

/// A file left by a dead server whose process number another process has now keeps the next server
/// from starting.
void RemoveStaleFile(const fs::path& data) {
  std::error_code error;
  if (!FindPostmaster(data)) fs::remove(data / "postmaster.pid", error);
}

/// A server that was killed leaves processes that hold its memory for a moment, and a port may be
/// taken between look and use: both mend themselves.
bool MendsItself(std::string_view log) {
  for (const std::string_view words : {"Address already in use", "still in use", "lock file"})
    if (log.find(words) != std::string_view::npos) return true;
  return false;
}

/// One try.
Result<Postmaster> Launch(const ClusterHome& home, const fs::path& programs) {
  std::error_code error;
  if (fs::file_size(home.Log(), error) > kMostLogBytes && !error) fs::remove(home.Log(), error);
  const std::uintmax_t log_start = fs::file_size(home.Log(), error);
  RemoveStaleFile(home.Data());
  const int port = ChoosePort(home.LastPort());
  const OwnedCommand command = ServerCommand(home, programs, port);
  TRY_ASSIGN(const pid_t pid, StartOwned(command, home.Owner()));
  const auto deadline = steady_clock::now() + kStartTimeout;
  for (;;) {
    const auto server = FindPostmaster(home.Data());
    if (server && server->pid == pid && server->state == Postmaster::State::kReady) {
      TRY(home.RememberPort(server->port));
      return *server;
    }
    if (const auto ended = ExitOf(pid)) {
      const std::string log = LogTail(home.Log(), error ? 0 : log_start);
      return Fail(MendsItself(log) ? ErrorKind::kTransient : ErrorKind::kRejected,
                  "starting the database server: exit " + std::to_string(*ended) + ": " + log +
                      " (" + home.Log().string() + ")",
                  "cluster");
    }
    if (steady_clock::now() >= deadline) {
      StopPostmaster(home.Data(), pid, kStopPatience);
      return Fail(ErrorKind::kTransient,
                  "waiting for the database server to be ready; see " + home.Log().string(),
                  "cluster");
    }
    std::this_thread::sleep_for(kPoll);
  }
}

Result<Postmaster> LaunchWithPatience(const ClusterHome& home, const fs::path& programs) {
  const auto deadline = steady_clock::now() + kRetryFor;
  for (;;) {
    auto server = Launch(home, programs);
    if (server || server.error().kind != ErrorKind::kTransient || steady_clock::now() >= deadline)
      return server;
    std::this_thread::sleep_for(kRetryPause);
  }
}

}  // namespace

Result<LocalCluster> LocalCluster::Start(const fs::path& data_folder) {
  TRY_ASSIGN(const ClusterHome home, ClusterHome::FindOrMake(data_folder));
  TRY_ASSIGN(auto server, AwaitRunning(home.Data()));
  if (!server) {
    const char* path = std::getenv("PATH");
    TRY_ASSIGN(const auto programs,
               FindPostgres(kVersions, path == nullptr ? "" : path, home.DataVersion()));
    if (!home.Complete()) TRY(home.MakeCluster(programs));
    TRY_ASSIGN(server, LaunchWithPatience(home, programs));
  }
  TRY_ASSIGN(std::string url, UrlOf(home, server->port));
  return LocalCluster(std::move(url), home.Data(), server->pid);
}

Result<std::string> LocalCluster::FindUrl(const fs::path& data_folder) {
  TRY_ASSIGN(const auto home, ClusterHome::Find(data_folder));
  const auto server = home ? FindPostmaster(home->Data()) : std::nullopt;
  if (!server || server->state != Postmaster::State::kReady)
    return Fail(ErrorKind::kNotFound, "no database server runs for " + data_folder.string(),
                "cluster");
  return UrlOf(*home, server->port);
}

LocalCluster::LocalCluster(LocalCluster&& other) noexcept
    : url_(std::move(other.url_)),
      data_(std::move(other.data_)),
      server_(std::exchange(other.server_, -1)) {}

LocalCluster::~LocalCluster() {
  if (server_ > 0) StopPostmaster(data_, server_, kStopPatience);
}

}  // namespace tocsin::compose
