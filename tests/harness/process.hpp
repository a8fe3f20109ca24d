#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::harness {

/// A program started by a test: its output is kept, its end is awaited with a bound, and it is
/// killed with the object.
class Process {
 public:
  struct Options {
    std::vector<std::string> command;
    std::map<std::string, std::string> environment = {};  ///< beside the test's own
    std::string folder = {};                              ///< working folder
  };
  explicit Process(Options options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t Pid() const { return pid_; }
  void Signal(int number) const;
  /// The first line of stdout or stderr that contains `text`, waiting at most `timeout`; nothing
  /// when it does not come or the program ends before.
  std::optional<std::string> WaitForLine(const std::string& text,
                                         std::chrono::milliseconds timeout);
  /// The exit code, or minus the signal that ended it; nothing when it still runs after `timeout`.
  std::optional<int> Wait(std::chrono::milliseconds timeout);
  bool Running();
  /// It stands still (SIGSTOP).
  bool Stopped() const;
  std::string Output();
  std::string Errors();

 private:
  void Read(int descriptor, std::string& into);
  void Reap(bool block);

  pid_t pid_ = -1;
  std::optional<int> exit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string output_;
  std::string errors_;
  int open_streams_ = 2;
  std::vector<std::thread> readers_;
};

/// Runs a command to its end; exit code and what it printed. Kills it after `timeout` (exit -9).
struct Finished {
  int exit = -1;
  std::string output;
  std::string errors;
};
Finished Run(Process::Options options,
             std::chrono::milliseconds timeout = std::chrono::seconds(60));

}  // namespace tocsin::harness
