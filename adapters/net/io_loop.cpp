#include "adapters/net/io_loop.hpp"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "adapters/net/loops.hpp"
#include "schemas/result.hpp"

namespace tocsin {
namespace net {
namespace {

class IoTimer final : public LoopTimer, public LoopGuest {
 public:
  explicit IoTimer(std::shared_ptr<LoopCore> core) : core_(std::move(core)), timer_(core_->io) {
    core_->Enter(this);
  }
  ~IoTimer() override {
    Cancel();
    core_->Leave(this);
  }

  void Arm(SteadyTime due, LoopTask task) override {
    const LoopTask dropped = std::exchange(task_, std::move(task));
    const auto number = ++*armed_;
    if (over_) return;
    timer_.expires_at(due);
    // A wait that is over already comes although it was cancelled: the number tells.
    timer_.async_wait([this, number, armed = armed_](boost::system::error_code error) {
      if (error || *armed != number) return;
      ++*armed;
      LoopTask run = std::move(task_);
      run();
    });
  }
  void Cancel() override {
    // The task may hold who owns this timer: it goes last, and nothing is touched after it.
    const LoopTask dropped = std::move(task_);
    ++*armed_;
    timer_.cancel();
  }
  void Finish() override {}
  void Abandon() override {
    over_ = true;
    Cancel();
  }
  bool Counts() const override { return false; }

 private:
  std::shared_ptr<LoopCore> core_;
  asio::steady_timer timer_;
  std::shared_ptr<std::uint64_t> armed_ = std::make_shared<std::uint64_t>(0);
  LoopTask task_;
  bool over_ = false;
};

}  // namespace

bool LoopCore::Post(LoopTask task) {
  const std::lock_guard lock(mutex);
  if (stopped) return false;
  asio::post(io, [task = std::move(task)]() mutable { task(); });
  return true;
}

bool LoopCore::Stopped() {
  const std::lock_guard lock(mutex);
  return stopped;
}

void LoopCore::Enter(LoopGuest* guest) {
  guests.insert(guest);
  if (over) {
    asio::post(io, [this, guest] {
      if (guests.contains(guest)) guest->Abandon();
    });
  }
  if (!guest->Counts()) return;
  const std::lock_guard lock(mutex);
  ++counted;
}

void LoopCore::Leave(LoopGuest* guest) {
  if (guests.erase(guest) == 0 || !guest->Counts()) return;
  const std::lock_guard lock(mutex);
  if (--counted == 0) left.notify_all();
}

IoLoop::IoLoop(std::string name)
    : core_(std::make_shared<LoopCore>()), work_(asio::make_work_guard(core_->io)) {
  thread_ = std::thread([core = core_, name = name.substr(0, 15)] {
    pthread_setname_np(pthread_self(), name.c_str());
    core->thread = std::this_thread::get_id();
    core->io.run();
  });
}

IoLoop::~IoLoop() { Stop(Duration(0)); }

std::unique_ptr<LoopTimer> IoLoop::MakeTimer() { return std::make_unique<IoTimer>(core_); }

void LoopCore::ForEach(void (LoopGuest::*act)()) {
  const std::vector<LoopGuest*> all(guests.begin(), guests.end());
  for (LoopGuest* guest : all) {
    if (guests.contains(guest)) (guest->*act)();  // one may end another
  }
}

void IoLoop::AskToFinish() {
  core_->Post([core = core_.get()] { core->ForEach(&LoopGuest::Finish); });
}

std::size_t IoLoop::Stop(Duration drain) {
  const std::lock_guard once(stop_);
  if (!thread_.joinable()) return 0;
  AskToFinish();
  std::size_t cut = 0;
  {
    std::unique_lock lock(core_->mutex);
    core_->left.wait_for(lock, drain, [this] { return core_->counted == 0; });
    cut = core_->counted;
  }
  {
    // What was posted before runs before, and what comes later is refused: nothing opens anew.
    const std::lock_guard lock(core_->mutex);
    core_->stopped = true;
    asio::post(core_->io, [core = core_.get()] {
      core->over = true;
      core->ForEach(&LoopGuest::Abandon);
    });
  }
  work_.reset();
  thread_.join();
  return cut;
}

IoLoop& IoLoop::Of(Loop& loop) {
  auto* ours = dynamic_cast<IoLoop*>(&loop);
  Check(ours != nullptr, "a socket was given a loop that MakeLoop did not make");
  return *ours;
}

}  // namespace net

std::unique_ptr<Loop> MakeLoop(std::string name) {
  return std::make_unique<net::IoLoop>(std::move(name));
}

}  // namespace tocsin
