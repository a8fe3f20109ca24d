#include "adapters/speech/sentence_queue.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace tocsin::speech {

struct SentenceQueue::Sentence {
  Work work;
  std::atomic<bool> stop = false;
};

class SentenceQueue::Job final : public SpeechJob {
 public:
  explicit Job(std::shared_ptr<Sentence> sentence) : sentence_(std::move(sentence)) {}
  ~Job() override { sentence_->stop = true; }

 private:
  std::shared_ptr<Sentence> sentence_;
};

SentenceQueue::SentenceQueue(std::size_t threads, std::size_t most_waiting, const char* name)
    : most_waiting_(most_waiting), name_(name) {
  for (std::size_t at = 0; at < std::max<std::size_t>(threads, 1); ++at)
    threads_.emplace_back([this] { Run(); });
}

SentenceQueue::~SentenceQueue() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    waiting_.clear();
    for (const auto& sentence : running_) sentence->stop = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

std::unique_ptr<SpeechJob> SentenceQueue::Push(Work work) {
  auto sentence = std::make_shared<Sentence>();
  sentence->work = std::move(work);
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= most_waiting_)
      std::erase_if(waiting_, [](const auto& other) { return other->stop.load(); });
    if (waiting_.size() >= most_waiting_) return nullptr;
    waiting_.push_back(sentence);
  }
  wake_.notify_one();
  return std::make_unique<Job>(std::move(sentence));
}

void SentenceQueue::Run() {
  pthread_setname_np(pthread_self(), name_);
  constexpr int kGiveWay = 5;
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kGiveWay);  // of this thread alone
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (ends_) return;
    auto sentence = std::move(waiting_.front());
    waiting_.pop_front();
    running_.push_back(sentence);
    lock.unlock();
    if (!sentence->stop) sentence->work(sentence->stop);
    sentence->work = nullptr;  // what it holds goes outside the lock
    lock.lock();
    std::erase(running_, sentence);
  }
}

}  // namespace tocsin::speech
