#pragma once

#include "adapters/net/beast.hpp"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>

#include "adapters/loop.hpp"

namespace tocsin::net {

namespace asio = boost::asio;

/// What ends with its loop: sockets and timers. Called on the loop's thread.
class LoopGuest {
 public:
  virtual ~LoopGuest() = default;
  /// Ends in order: leaves soon.
  virtual void Finish() = 0;
  /// Ends at once.
  virtual void Abandon() = 0;
  /// Whether a stop waits for it, and its cutting is worth telling.
  virtual bool Counts() const = 0;
};

/// What lives on a loop shares this: it stays as long as one of them.
struct LoopCore {
  asio::io_context io{1};
  std::atomic<std::thread::id> thread = {};
  std::mutex mutex;
  std::condition_variable left;
  bool stopped = false;                   ///< posts are refused
  std::size_t counted = 0;                ///< guests that count
  std::unordered_set<LoopGuest*> guests;  ///< loop thread only, as `over`
  bool over = false;                      ///< who comes now is sent away

  bool Post(LoopTask task);
  bool Stopped();
  void Enter(LoopGuest* guest);
  void Leave(LoopGuest* guest);
  void ForEach(void (LoopGuest::*act)());
};

/// The one implementation of Loop that sockets can live on: one io_context, one thread.
class IoLoop final : public Loop {
 public:
  explicit IoLoop(std::string name);
  ~IoLoop() override;

  SteadyTime Now() const override { return std::chrono::steady_clock::now(); }
  bool Post(LoopTask task) override { return core_->Post(std::move(task)); }
  bool Here() const override { return core_->thread.load() == std::this_thread::get_id(); }
  std::unique_ptr<LoopTimer> MakeTimer() override;
  std::size_t Stop(Duration drain) override;
  /// The first step of Stop, for who stops several. Any thread.
  void AskToFinish();

  const std::shared_ptr<LoopCore>& Core() const { return core_; }
  asio::io_context& Io() const { return core_->io; }
  /// Ends the process when the loop is of another kind: a fault of the wiring.
  static IoLoop& Of(Loop& loop);

 private:
  std::shared_ptr<LoopCore> core_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
  std::mutex stop_;
};

}  // namespace tocsin::net
