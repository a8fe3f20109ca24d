#include "adapters/speech/child_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "adapters/steady_clock.hpp"

extern char** environ;

namespace tocsin::speech {
namespace {

constexpr std::size_t kLongestLine = 64 * 1024;

tl::unexpected<Error> ChildFault(ErrorKind kind, std::string why) {
  return Fail(kind, "running a speech program: " + std::move(why), "speech");
}

/// Until it can be read or written.
Status Await(int file, short events, std::chrono::steady_clock::time_point until) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waiting{.fd = file, .events = events, .revents = 0};
    const int ready = poll(&waiting, 1, std::max<int>(0, static_cast<int>(left.count())));
    if (ready > 0) return {};
    if (ready == 0) return ChildFault(ErrorKind::kTimeout, "no answer in time");
    if (errno != EINTR) return ChildFault(ErrorKind::kTransient, std::strerror(errno));
  }
}

Result<pid_t> SpawnOn(int socket, const std::vector<std::string>& arguments) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own: Ctrl-C is for us; and no signal of ours is blocked or ignored in it.
  sigset_t none, pipe;
  sigemptyset(&none);
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &pipe);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> words;
  for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  pid_t pid = -1;
  const int fault = posix_spawnp(&pid, words[0], &actions, &attributes, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (fault != 0)
    return ChildFault(ErrorKind::kTransient, arguments.front() + ": " + std::strerror(fault));
  return pid;
}

}  // namespace

bool IsInstalled(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (true) {
    const auto end = std::min(rest.find(':'), rest.size());
    const std::string file = std::string(rest.substr(0, end)) + '/' + program;
    if (access(file.c_str(), X_OK) == 0) return true;
    if (end == rest.size()) return false;
    rest.remove_prefix(end + 1);
  }
}

Result<ChildProgram> ChildProgram::Start(std::vector<std::string> arguments) {
  if (!IsInstalled(arguments.front()))
    return ChildFault(ErrorKind::kNotFound, arguments.front() + " is not installed");
  // One that hangs does not see its input end when we are killed: the kernel ends it.
  if (IsInstalled("setpriv"))
    arguments.insert(arguments.begin(), {"setpriv", "--pdeathsig", "KILL", "--"});
  // Sockets, not pipes: writing to a program that has ended is an error then and no signal.
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return ChildFault(ErrorKind::kTransient, std::strerror(errno));
  const auto pid = SpawnOn(ends[1], arguments);
  close(ends[1]);
  if (!pid) {
    close(ends[0]);
    return Fail(pid.error());
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return ChildProgram(*pid, ends[0]);
}

ChildProgram::ChildProgram(ChildProgram&& other) noexcept { *this = std::move(other); }

ChildProgram& ChildProgram::operator=(ChildProgram&& other) noexcept {
  End();
  pid_ = std::exchange(other.pid_, -1);
  socket_ = std::exchange(other.socket_, -1);
  read_ = std::move(other.read_);
  ended_ = other.ended_;
  return *this;
}

ChildProgram::~ChildProgram() { End(); }

void ChildProgram::End() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
  if (pid_ < 0) return;
  kill(-pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

void ChildProgram::CloseInput() { shutdown(socket_, SHUT_WR); }

Status ChildProgram::Write(std::string_view bytes, Duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!bytes.empty()) {
    if (const auto ready = Await(socket_, POLLOUT, until); !ready) return ready;
    const auto written = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    if (written < 0 && errno != EAGAIN && errno != EINTR)
      return ChildFault(ErrorKind::kTransient, "it has ended");
  }
  return {};
}

Status ChildProgram::ReadSome(Duration patience, std::size_t most) {
  if (const auto ready = Await(socket_, POLLIN, std::chrono::steady_clock::now() + patience);
      !ready)
    return ready;
  std::array<char, 16 * 1024> piece;  // NOLINT: written before it is read
  const auto size = read(socket_, piece.data(), piece.size());
  if (size > 0) read_.append(piece.data(), static_cast<std::size_t>(size));
  if (size == 0 || (size < 0 && errno == ECONNRESET)) ended_ = true;
  if (size < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNRESET)
    return ChildFault(ErrorKind::kTransient, std::strerror(errno));
  if (read_.size() > most) return ChildFault(ErrorKind::kInvalid, "it says too much");
  return {};
}

Result<std::string> ChildProgram::ReadLine(Duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    if (const auto end = read_.find('\n'); end != std::string::npos) {
      std::string line = read_.substr(0, end);
      read_.erase(0, end + 1);
      return line;
    }
    if (ended_) return ChildFault(ErrorKind::kTransient, "it has ended");
    const auto left =
        std::chrono::duration_cast<Duration>(until - std::chrono::steady_clock::now());
    if (const auto some = ReadSome(std::max(Duration(0), left), kLongestLine); !some)
      return Fail(some.error());
  }
}

Result<std::string> ChildProgram::Read(std::size_t size, Duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (read_.size() < size) {
    if (ended_) return ChildFault(ErrorKind::kTransient, "it has ended");
    const auto left =
        std::chrono::duration_cast<Duration>(until - std::chrono::steady_clock::now());
    if (const auto some = ReadSome(std::max(Duration(0), left), size + kLongestLine); !some)
      return Fail(some.error());
  }
  std::string bytes = read_.substr(0, size);
  read_.erase(0, size);
  return bytes;
}

Result<std::string> ChildProgram::ReadAll(Duration patience, std::size_t most) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!ended_) {
    const auto left =
        std::chrono::duration_cast<Duration>(until - std::chrono::steady_clock::now());
    if (const auto some = ReadSome(std::max(Duration(0), left), most); !some)
      return Fail(some.error());
  }
  return std::exchange(read_, {});
}

}  // namespace tocsin::speech
