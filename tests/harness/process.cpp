#include "tests/harness/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/harness/guardian.hpp"

namespace tocsin::harness {
namespace {

[[noreturn]] void Exec(const Process::Options& options, int out, int error) {
  dup2(out, STDOUT_FILENO);
  dup2(error, STDERR_FILENO);
  for (int descriptor = 3; descriptor < 256; ++descriptor) close(descriptor);
  if (!options.folder.empty() && chdir(options.folder.c_str()) != 0) _exit(126);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const auto& word : options.command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

Process::Process(Options options) {
  std::array<int, 2> out{};
  std::array<int, 2> error{};
  if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(error.data(), O_CLOEXEC) != 0) std::abort();
  pid_ = fork();
  if (pid_ == 0) Exec(options, out[1], error[1]);
  Guard(pid_);
  close(out[1]);
  close(error[1]);
  readers_.emplace_back([this, from = out[0]] { Read(from, output_); });
  readers_.emplace_back([this, from = error[0]] { Read(from, errors_); });
}

Process::~Process() {
  if (Running()) {
    Signal(SIGKILL);
    kill(pid_, SIGCONT);
    Reap(true);
  }
  for (auto& reader : readers_) reader.join();
}

void Process::Read(int descriptor, std::string& into) {
  std::array<char, 8192> buffer{};
  for (;;) {
    const ssize_t size = read(descriptor, buffer.data(), buffer.size());
    if (size <= 0) break;
    const std::lock_guard lock(mutex_);
    into.append(buffer.data(), static_cast<std::size_t>(size));
    changed_.notify_all();
  }
  close(descriptor);
  const std::lock_guard lock(mutex_);
  --open_streams_;
  changed_.notify_all();
}

void Process::Signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

std::optional<std::string> Process::WaitForLine(const std::string& text,
                                                std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::unique_lock lock(mutex_);
  for (;;) {
    for (const std::string* stream : {&output_, &errors_}) {
      const auto at = stream->find(text);
      if (at == std::string::npos) continue;
      const auto start = stream->rfind('\n', at);
      const auto end = stream->find('\n', at);
      if (end == std::string::npos) continue;
      const auto from = start == std::string::npos ? 0 : start + 1;
      return stream->substr(from, end - from);
    }
    if (open_streams_ == 0) return std::nullopt;
    if (changed_.wait_until(lock, deadline) == std::cv_status::timeout) return std::nullopt;
  }
}

void Process::Reap(bool block) {
  if (exit_ || pid_ <= 0) return;
  int status = 0;
  if (waitpid(pid_, &status, block ? 0 : WNOHANG) != pid_) return;
  Unguard(pid_);
  exit_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool Process::Running() {
  Reap(false);
  return !exit_.has_value();
}

bool Process::Stopped() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/stat");
  std::string text;
  std::getline(in, text);
  const auto name_end = text.rfind(") ");
  return name_end != std::string::npos && text[name_end + 2] == 'T';
}

std::optional<int> Process::Wait(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (Running() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  if (exit_) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(2), [this] { return open_streams_ == 0; });
  }
  return exit_;
}

std::string Process::Output() {
  const std::lock_guard lock(mutex_);
  return output_;
}

std::string Process::Errors() {
  const std::lock_guard lock(mutex_);
  return errors_;
}

Finished Run(Process::Options options, std::chrono::milliseconds timeout) {
  Process process(std::move(options));
  auto exit = process.Wait(timeout);
  if (!exit) process.Signal(SIGKILL);
  if (!exit) exit = process.Wait(std::chrono::seconds(5));
  return {exit.value_or(-SIGKILL), process.Output(), process.Errors()};
}

}  // namespace tocsin::harness
