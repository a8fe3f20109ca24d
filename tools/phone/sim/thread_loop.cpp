#include "tools/phone/sim/thread_loop.hpp"

#include "adapters/clock.hpp"

namespace tocsin::phone {

ThreadLoop::ThreadLoop(double time_scale) : time_scale_(time_scale), thread_([this] { Run(); }) {}

ThreadLoop::~ThreadLoop() { Stop(); }

TimePoint ThreadLoop::Now() const { return SystemClock{}.Now(); }

Duration ThreadLoop::Elapsed() const {
  const std::chrono::duration<double, std::milli> real = Steady::now() - start_;
  return Duration(static_cast<Duration::rep>(real.count() / time_scale_));
}

void ThreadLoop::Post(Task task) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopped_) return;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
}

Loop::TimerId ThreadLoop::After(Duration simulated, Task task) {
  const std::chrono::duration<double, std::milli> real(static_cast<double>(simulated.count()) *
                                                       time_scale_);
  return Schedule(Steady::now() + std::chrono::duration_cast<Steady::duration>(real),
                  std::move(task));
}

Loop::TimerId ThreadLoop::AfterReal(Duration real, Task task) {
  return Schedule(Steady::now() + real, std::move(task));
}

Loop::TimerId ThreadLoop::Schedule(Steady::time_point due, Task task) {
  TimerId id = 0;
  {
    const std::scoped_lock lock(mutex_);
    id = next_id_++;
    timers_.emplace(std::pair(due, id), std::move(task));
    due_.emplace(id, due);
  }
  wake_.notify_one();
  return id;
}

void ThreadLoop::Cancel(TimerId id) {
  Task dropped;  // destroyed after the lock is released
  const std::scoped_lock lock(mutex_);
  const auto found = due_.find(id);
  if (found == due_.end()) return;
  const auto timer = timers_.find({found->second, id});
  dropped = std::move(timer->second);
  timers_.erase(timer);
  due_.erase(found);
}

void ThreadLoop::Run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    Task task;
    if (!tasks_.empty()) {
      task = std::move(tasks_.front());
      tasks_.pop_front();
    } else if (!timers_.empty() && timers_.begin()->first.first <= Steady::now()) {
      task = std::move(timers_.begin()->second);
      due_.erase(timers_.begin()->first.second);
      timers_.erase(timers_.begin());
    } else if (timers_.empty()) {
      wake_.wait(lock);
      continue;
    } else {
      const auto due = timers_.begin()->first.first;
      wake_.wait_until(lock, due);
      continue;
    }
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

void ThreadLoop::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  // Emptied as locals: what a task owns may cancel timers when it goes.
  const auto tasks = std::exchange(tasks_, {});
  const auto timers = std::exchange(timers_, {});
  due_.clear();
}

}  // namespace tocsin::phone
