#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "adapters/store.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::runtime {

/// A thread with one StoreSession: jobs run one after the other in the order of Run. The session is
/// opened by the first job that needs it and again after it could not be opened.
class DatabaseThread {
 public:
  explicit DatabaseThread(Store& store);
  /// Finishes the jobs that wait.
  ~DatabaseThread();
  DatabaseThread(const DatabaseThread&) = delete;
  DatabaseThread& operator=(const DatabaseThread&) = delete;

  /// Any thread. `done` is called on the database thread with the job's status, or with why there
  /// is no session.
  void Run(DatabaseJob job, std::function<void(Status)> done);

 private:
  struct Task {
    DatabaseJob job;
    std::function<void(Status)> done;
  };
  void Loop();
  Status Execute(const DatabaseJob& job);

  Store& store_;
  std::unique_ptr<StoreSession> session_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tocsin::runtime
