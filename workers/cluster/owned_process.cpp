#include "workers/cluster/owned_process.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <thread>

namespace tocsin::compose {
namespace {

constexpr std::size_t kMostInput = 4096;  // fits into a pipe: written before the child reads
constexpr std::streamoff kTailBytes = 600;
constexpr int kNoExec = 127;

std::string ErrnoText() { return std::strerror(errno); }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int Number() const { return number_; }

 private:
  int number_;
};

/// What the child needs, made before fork: between fork and exec only async-signal-safe calls.
struct ChildPlan {
  std::vector<char*> arguments;
  std::array<char*, 3> environment{};
  const char* folder = nullptr;
  int input = -1;
  int output = -1;
  ProcessOwner owner;
  bool own_session = false;
};

[[noreturn]] void Become(const ChildPlan& plan) {
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  if (plan.own_session) setsid();
  if (dup2(plan.input, 0) < 0 || dup2(plan.output, 1) < 0 || dup2(plan.output, 2) < 0)
    _exit(kNoExec);
  syscall(SYS_close_range, 3U, ~0U, 0U);
  if (plan.owner.switch_user) {
    // The raw calls: glibc's own ones lock and signal the threads that the fork left behind.
    if (syscall(SYS_setgroups, 1, &plan.owner.group) != 0 ||
        syscall(SYS_setgid, plan.owner.group) != 0 || syscall(SYS_setuid, plan.owner.user) != 0)
      _exit(kNoExec);
  }
  umask(077);
  if (chdir(plan.folder) != 0) _exit(kNoExec);
  execve(plan.arguments[0], plan.arguments.data(), plan.environment.data());
  _exit(kNoExec);
}

/// The owner of the folder may plant a link under the log's name; we may be root.
Result<int> OpenLog(const std::filesystem::path& log, const ProcessOwner& owner) {
  const int number =
      open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (number < 0)
    return Fail(ErrorKind::kInternal, "opening " + log.string() + ": " + ErrnoText(), "cluster");
  if (owner.switch_user && fchown(number, owner.user, owner.group) != 0) {
    close(number);
    return Fail(ErrorKind::kInternal, "giving " + log.string() + " away: " + ErrnoText(),
                "cluster");
  }
  return number;
}

}  // namespace

Result<ProcessOwner> ProcessOwner::Choose() {
  if (geteuid() != 0) return ProcessOwner{geteuid(), getegid(), false};
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> text{};
  if (getpwnam_r("postgres", &entry, text.data(), text.size(), &found) != 0 || found == nullptr) {
    return Fail(ErrorKind::kNotFound,
                "PostgreSQL refuses to run as root, and there is no user postgres to run it as; "
                "try: apt-get install postgresql",
                "cluster");
  }
  return ProcessOwner{entry.pw_uid, entry.pw_gid, true};
}

Result<pid_t> StartOwned(const OwnedCommand& command, const ProcessOwner& owner) {
  Check(command.input.size() <= kMostInput, "the input of a cluster's program fits into a pipe");
  TRY_ASSIGN(const int log_number, OpenLog(command.log, owner));
  const Descriptor log(log_number);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return Fail(ErrorKind::kInternal, "making a pipe: " + ErrnoText(), "cluster");
  const Descriptor input(ends[0]);
  {
    const Descriptor writer(ends[1]);
    const auto size = static_cast<ssize_t>(command.input.size());
    if (write(writer.Number(), command.input.data(), command.input.size()) != size)
      return Fail(ErrorKind::kInternal, "writing to a pipe: " + ErrnoText(), "cluster");
  }

  ChildPlan plan;
  std::vector<std::string> arguments = command.arguments;
  for (auto& argument : arguments) plan.arguments.push_back(argument.data());
  plan.arguments.push_back(nullptr);
  std::string path = "PATH=/usr/local/bin:/usr/bin:/bin";
  std::string locale = "LC_ALL=C.UTF-8";
  plan.environment = {path.data(), locale.data(), nullptr};
  plan.folder = command.folder.c_str();
  plan.input = input.Number();
  plan.output = log.Number();
  plan.owner = owner;
  plan.own_session = command.own_session;
  const pid_t pid = fork();
  if (pid == 0) Become(plan);
  if (pid < 0)
    return Fail(ErrorKind::kInternal, "starting " + arguments[0] + ": " + ErrnoText(), "cluster");
  return pid;
}

Status RunOwned(const OwnedCommand& command, const ProcessOwner& owner,
                std::chrono::milliseconds timeout) {
  TRY_ASSIGN(const pid_t pid, StartOwned(command, owner));
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::optional<int> status;
  while (!(status = ExitOf(pid))) {
    if (std::chrono::steady_clock::now() >= deadline) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
      return Fail(ErrorKind::kTimeout, "waiting for " + command.arguments[0], "cluster");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (*status == 0) return {};
  return Fail(ErrorKind::kInternal,
              "running " + command.arguments[0] + ": exit " + std::to_string(*status) + ": " +
                  LogTail(command.log) + " (" + command.log.string() + ")",
              "cluster");
}

std::optional<int> ExitOf(pid_t pid) {
  int status = 0;
  const pid_t done = waitpid(pid, &status, WNOHANG);
  if (done == 0) return std::nullopt;
  if (done < 0) return kNoExec;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string LogTail(const std::filesystem::path& log, std::uintmax_t start) {
  std::ifstream in(log, std::ios::binary);
  in.seekg(0, std::ios::end);
  const auto size = static_cast<std::streamoff>(in.tellg());
  const auto from = std::max(static_cast<std::streamoff>(start), size - kTailBytes);
  if (!in || from >= size) return "it printed nothing";
  in.seekg(std::max<std::streamoff>(0, from));
  std::string text((std::istreambuf_iterator<char>(in)), {});
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
    text.replace(at, 1, " | ");
  return text;
}

}  // namespace tocsin::compose
