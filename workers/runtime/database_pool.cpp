#include "workers/runtime/database_pool.hpp"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tocsin::runtime {
namespace {

class Pool final : public DatabasePool {
 public:
  explicit Pool(std::size_t max_waiting) : max_waiting_(max_waiting) {}

  ~Pool() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  void Launch(std::unique_ptr<StoreSession> session, std::unique_ptr<StoreDirectory> directory) {
    threads_.emplace_back(
        [this, s = std::move(session), d = std::move(directory)] { Loop(*s, *d); });
  }

  Status Post(std::function<void(StoreSession&, StoreDirectory&)> job) override {
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.size() >= max_waiting_)
        return Fail(ErrorKind::kTransient, "waiting for the database: queue is full", "store");
      jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
    return {};
  }

 private:
  void Loop(StoreSession& session, StoreDirectory& directory) {
    for (;;) {
      std::function<void(StoreSession&, StoreDirectory&)> job;
      {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      try {
        job(session, directory);
      } catch (const std::exception& fault) {
        spdlog::error("a request's work in the database: {}", fault.what());
      }
    }
  }

  std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void(StoreSession&, StoreDirectory&)>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<DatabasePool>> DatabasePool::Start(Store& store, int threads,
                                                          std::size_t max_waiting) {
  auto pool = std::make_unique<Pool>(max_waiting);
  for (int i = 0; i < threads; ++i) {
    TRY_ASSIGN(auto session, store.OpenSession());
    TRY_ASSIGN(auto directory, store.OpenDirectory());
    pool->Launch(std::move(session), std::move(directory));
  }
  return pool;
}

}  // namespace tocsin::runtime
