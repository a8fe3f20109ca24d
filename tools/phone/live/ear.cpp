#include "tools/phone/live/ear.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <utility>

#include "tools/phone/live/wav.hpp"

namespace tocsin::phone {
namespace {

constexpr auto kEarPatience = std::chrono::seconds(30);
constexpr std::size_t kMostOrders = 1000;

}  // namespace

Ear::Ear(std::string command) : command_(std::move(command)), thread_(kMostOrders) {
  signal(SIGPIPE, SIG_IGN);  // a program that ended is seen by its answer
  std::string folder = "/tmp/tocsin-phone-ear-XXXXXX";
  if (mkdtemp(folder.data()) != nullptr) folder_ = folder;
}

Ear::~Ear() {
  thread_.Stop();
  EndProgram();
  if (folder_.empty()) return;
  unlink((folder_ + "/sentence.wav").c_str());
  rmdir(folder_.c_str());
}

void Ear::Listen(Samples sound, Done done) {
  thread_.Post([this, sound = std::move(sound), done = std::move(done)] { done(Ask(sound)); });
}

bool Ear::StartProgram() {
  int to[2];
  int from[2];
  if (pipe2(to, O_CLOEXEC) != 0) return false;
  if (pipe2(from, O_CLOEXEC) != 0) {
    close(to[0]);
    close(to[1]);
    return false;
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, to[0], 0);
  posix_spawn_file_actions_adddup2(&files, from[1], 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own, so that what the shell has started ends with it.
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  const char* arguments[] = {"sh", "-c", command_.c_str(), nullptr};
  pid_t child = -1;
  const int failed = posix_spawn(&child, "/bin/sh", &files, &attributes,
                                 const_cast<char* const*>(arguments), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  close(to[0]);
  close(from[1]);
  if (failed != 0) {
    close(to[1]);
    close(from[0]);
    return false;
  }
  program_ = child;
  in_ = to[1];
  out_ = from[0];
  return true;
}

void Ear::EndProgram() {
  if (program_ < 0) return;
  close(in_);
  close(out_);
  kill(-program_, SIGKILL);
  waitpid(program_, nullptr, 0);
  program_ = in_ = out_ = -1;
}

std::optional<std::string> Ear::Ask(const Samples& sound) {
  if (folder_.empty() || (program_ < 0 && !StartProgram())) return std::nullopt;
  const std::string path = folder_ + "/sentence.wav";
  std::ofstream(path, std::ios::binary) << WavOf(sound);
  const std::string line = path + '\n';
  std::string answer;
  bool whole = write(in_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const auto deadline = std::chrono::steady_clock::now() + kEarPatience;
  while (whole && !answer.ends_with('\n')) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd waiting{out_, POLLIN, 0};
    char bytes[1024];
    whole = left.count() > 0 && poll(&waiting, 1, static_cast<int>(left.count())) == 1;
    if (!whole) break;
    const auto count = read(out_, bytes, sizeof bytes);
    whole = count > 0;
    if (whole) answer.append(bytes, static_cast<std::size_t>(count));
  }
  if (!whole) {
    EndProgram();
    return std::nullopt;
  }
  answer.pop_back();
  return answer;
}

}  // namespace tocsin::phone
