#include "adapters/mail/smtp_client.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/mail/smtp_exchange.hpp"

namespace tocsin {
namespace {

struct Waiting {
  MailCall call;
  std::function<void(MailOutcome)> done;
};

/// Writing to a line that the server has ended tells so by an error, on this thread alone.
void IgnoreBrokenPipes() {
  sigset_t broken;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken, nullptr);
}

/// A thread for each mail under way: even by its multi interface libcurl waits for the answer to
/// the text and to QUIT with its thread, so that one slow server would hold all others up.
class SmtpClient final : public MailClient {
 public:
  explicit SmtpClient(SmtpOptions options) : options_(std::move(options)) {}
  ~SmtpClient() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    more_.notify_all();
    for (auto& thread : threads_) thread.join();
    for (auto& mail : waiting_)
      mail.done(tl::unexpected(
          MailFailure{{ErrorKind::kCancelled, "sending mail: the program ends", "mail"}}));
  }

  void Send(MailCall call, std::function<void(MailOutcome)> done) override {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() < options_.most_waiting) {
        waiting_.push_back({std::move(call), std::move(done)});
        done = nullptr;
        if (waiting_.size() > idle_ && threads_.size() < kMostThreads)
          threads_.emplace_back([this] { Work(); });
      }
    }
    if (done == nullptr) return more_.notify_one();
    done(tl::unexpected(
        MailFailure{{ErrorKind::kTransient, "sending mail: too many wait already", "mail"}}));
  }

 private:
  static constexpr std::size_t kMostThreads = 16;
  static constexpr std::size_t kMostPerServer = 4;

  void Work() {
    IgnoreBrokenPipes();
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      auto mail = Next();
      if (!mail) {
        ++idle_;
        more_.wait(lock);
        --idle_;
        continue;
      }
      auto& under_way = under_way_[mail->call.server];
      ++under_way;
      lock.unlock();
      mail->done(mail::HandOver(mail->call, options_.authorities_file, stopping_));
      lock.lock();
      if (--under_way == 0) under_way_.erase(mail->call.server);
      more_.notify_one();  // perhaps one waited for this server
    }
  }

  /// The oldest one whose server has not all the lines that it may have.
  std::optional<Waiting> Next() {
    const auto found = std::ranges::find_if(waiting_, [this](const Waiting& mail) {
      const auto server = under_way_.find(mail.call.server);
      return server == under_way_.end() || server->second < kMostPerServer;
    });
    if (found == waiting_.end()) return std::nullopt;
    auto mail = std::move(*found);
    waiting_.erase(found);
    return mail;
  }

  const SmtpOptions options_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  ///< of all below
  std::condition_variable more_;
  std::deque<Waiting> waiting_;
  std::map<std::string, std::size_t> under_way_;  ///< by server
  std::size_t idle_ = 0;                          ///< threads
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<MailClient> MakeSmtpClient(const SmtpOptions& options) {
  return std::make_unique<SmtpClient>(options);
}

}  // namespace tocsin
