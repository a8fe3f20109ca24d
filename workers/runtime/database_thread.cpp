#include "workers/runtime/database_thread.hpp"

#include <new>

namespace tocsin::runtime {

DatabaseThread::DatabaseThread(Store& store) : store_(store), thread_([this] { Loop(); }) {}

DatabaseThread::~DatabaseThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_one();
  thread_.join();
}

void DatabaseThread::Run(DatabaseJob job, std::function<void(Status)> done) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back({std::move(job), std::move(done)});
  }
  ready_.notify_one();
}

void DatabaseThread::Loop() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task.done(Execute(task.job));
  }
}

Status DatabaseThread::Execute(const DatabaseJob& job) {
  if (!session_) {
    auto session = store_.OpenSession();
    if (!session) return Fail(std::move(session).error());
    session_ = std::move(*session);
  }
  try {
    return job(*session_);
  } catch (const std::bad_alloc&) {
    return Fail(ErrorKind::kTransient, "out of memory", "store");
  } catch (const std::exception& fault) {
    return Fail(ErrorKind::kInvalid, std::string("reading or writing: ") + fault.what(), "store");
  }
}

}  // namespace tocsin::runtime
