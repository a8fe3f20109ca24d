#include "workers/cluster/postmaster.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::compose {
namespace {

namespace fs = std::filesystem;

// Lines of postmaster.pid (PostgreSQL 10 and later).
constexpr std::size_t kPidLine = 0;
constexpr std::size_t kPortLine = 3;
constexpr std::size_t kStateLine = 7;
constexpr auto kProcessPoll = std::chrono::milliseconds(5);

std::vector<std::string> ReadLines(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

int NumberAt(const std::vector<std::string>& lines, std::size_t index) {
  return lines.size() > index ? std::atoi(lines[index].c_str()) : 0;
}

bool Alive(pid_t pid) { return kill(pid, 0) == 0 || errno == EPERM; }

bool WaitUntilGone(pid_t pid, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    waitpid(pid, nullptr, WNOHANG);
    if (!Alive(pid)) return true;
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kProcessPoll);
  }
}

}  // namespace

std::optional<Postmaster> FindPostmaster(const fs::path& data) {
  const auto lines = ReadLines(data / "postmaster.pid");
  Postmaster found;
  found.pid = NumberAt(lines, kPidLine);
  found.port = NumberAt(lines, kPortLine);
  if (found.pid <= 0 || !Alive(found.pid)) return std::nullopt;
  // The server's working folder is its data folder: that tells it from a process that got its
  // number.
  std::error_code error;
  const auto folder = fs::read_symlink("/proc/" + std::to_string(found.pid) + "/cwd", error);
  if (error || !fs::equivalent(folder, data, error)) return std::nullopt;
  const std::string state = lines.size() > kStateLine ? lines[kStateLine] : "";
  if (state.starts_with("ready")) found.state = Postmaster::State::kReady;
  if (state.starts_with("stopping")) found.state = Postmaster::State::kStopping;
  return found;
}

bool Answers(const Postmaster& server) {
  const int number = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{2, 0};
  setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(server.port));
  // SSLRequest: the shortest question of the protocol that is answered without a log line.
  const std::array<std::uint32_t, 2> question{htonl(8), htonl(80'877'103)};
  char answer = 0;
  const bool answered =
      connect(number, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
      send(number, question.data(), sizeof(question), MSG_NOSIGNAL) == sizeof(question) &&
      recv(number, &answer, 1, 0) == 1;
  close(number);
  return answered;
}

void StopPostmaster(const fs::path& data, pid_t pid, std::chrono::milliseconds patience) {
  for (const int number : {SIGINT, SIGQUIT, SIGKILL}) {
    // The number may be another process's by now.
    const auto server = FindPostmaster(data);
    if (!server || server->pid != pid) break;
    kill(pid, number);
    if (WaitUntilGone(pid, patience)) return;
  }
  waitpid(pid, nullptr, WNOHANG);
}

}  // namespace tocsin::compose
