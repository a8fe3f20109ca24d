// What a shard does after an unclean end: it notes what it has in hand, tries suspects alone, and
// sets aside what ended the process again and again (docs/adr/0012).

#include <spdlog/spdlog.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "workers/runtime/shard.hpp"

namespace tocsin::runtime {
namespace asio = boost::asio;
namespace {

constexpr std::string_view kSetAsideReason = "crash";
constexpr std::string_view kSetAsideText =
    "it was alone in hand when its process ended, twice in a row";
constexpr int kMostTriesToSetAside = 100;

}  // namespace

asio::awaitable<void> Shard::EnterGate(bool alone) {
  if (options_.gate->TryEnter(alone)) co_return;
  const auto initiate = [this, alone](auto handler) {
    // Shared with the gate; called exactly once.
    auto resume = std::make_shared<decltype(handler)>(std::move(handler));
    options_.gate->Enter(alone, [this, resume] { asio::post(io_, [resume] { (*resume)(); }); });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate,
                                                                       asio::use_awaitable);
}

asio::awaitable<bool> Shard::Handle(Haul haul) {
  if (suspicion_.Watching()) co_return co_await HandleWatched(std::move(haul));
  co_await EnterGate(false);
  Work work = Read(std::move(haul));
  bool done = true;
  if (work.OnlyPasses()) {
    Defer(work);
  } else {
    TakePassed(work);
    done = co_await Process(std::move(work));
  }
  options_.gate->Leave(false);
  co_return done;
}

asio::awaitable<bool> Shard::HandleWatched(Haul haul) {
  using Treatment = Suspicion::Treatment;
  for (auto& portion : suspicion_.Divide(std::move(haul), owned_)) {
    const bool alone = portion.treatment != Treatment::kTogether;
    co_await EnterGate(alone);
    bool done = co_await NoteInHand(suspicion_.NoteOf(portion));
    if (done) {
      const bool decide =
          portion.treatment == Treatment::kTogether || portion.treatment == Treatment::kAlone;
      Haul part = std::move(portion.haul);
      if (decide)
        done = co_await Process(Read(std::move(part)));
      else
        done = co_await SetAside(std::move(part), portion.treatment == Treatment::kSetAside);
    }
    if (done) suspicion_.Survived(portion);
    // Before another's input is alone in hand, ours must not be.
    if (alone && done) done = co_await NoteInHand(suspicion_.NothingInHand());
    options_.gate->Leave(alone);
    if (!done) co_return false;
  }
  co_return true;
}

/// False: the database is away and we are to leave.
asio::awaitable<bool> Shard::NoteInHand(InHand note) {
  const std::vector<int> list(owned_.begin(), owned_.end());
  for (int attempt = 0;; ++attempt) {
    DatabaseJob job = [this, &list, &note](StoreSession& session) {
      return session.NoteInHand(options_.role, list, options_.holder, note);
    };
    const Status noted = co_await OnDatabase(std::move(job));
    if (noted) co_return true;
    if (attempt == 0)
      spdlog::warn("{} shard {}: {}", options_.role, options_.index, noted.error().message);
    // Without the note the input would be decided all the same after the next start: go on.
    if (!Retryable(noted.error().kind)) co_return true;
    if (Leaving()) co_return false;
    co_await Backoff(attempt);
  }
}

asio::awaitable<bool> Shard::SetAside(Haul haul, bool ask_handler) {
  Work work;
  std::optional<ShardInput> input;
  std::string name;
  if (!haul.records.empty()) {
    Record& record = haul.records.front();
    if (!Advance(record)) co_return true;
    name = NameOf(record);
    work.marks.push_back({record.at, record.offset, 0,
                          ToDeadLetter(record, options_.prefix, options_.role, kSetAsideReason,
                                       kSetAsideText, clock_.Now())});
    if (ask_handler) {
      if (auto event = Decode(record)) {
        const auto at = record.at;
        const auto offset = record.offset;
        input = Arrival{std::move(*event), at, offset, std::move(record)};
      }
    }
  } else {
    input = std::move(haul.inputs.front());
    name = NameOf(*input);
  }
  spdlog::critical("{} shard {}: {} is set aside: {}", options_.role, options_.index, name,
                   kSetAsideText);
  metrics_.Add("tocsin_inputs_set_aside_total", 1, {{"role", options_.role}});
  Work concerned;
  if (ask_handler && input) concerned.inputs.push_back(std::move(*input));
  co_return co_await StoreSetAside(std::move(work), std::move(concerned));
}

/// `concerned` holds the input, unless the handler is not to be asked.
asio::awaitable<bool> Shard::StoreSetAside(Work work, Work concerned) {
  for (int attempt = 0; attempt < kMostTriesToSetAside; ++attempt) {
    WorkWriter writer = NewWriter();
    if (!concerned.Empty()) {
      Status asked = co_await Load(concerned);
      if (asked) asked = handler_->SetAside(concerned.inputs.front(), kSetAsideText, writer);
      if (!asked && Retryable(asked.error().kind)) co_return false;
      if (!asked) {
        spdlog::error("{} shard {}: setting an input aside: {}", options_.role, options_.index,
                      asked.error().message);
        handler_->OnRejected({});  // nothing of a half is stored
        concerned = {};            // at least it is out of the way
        continue;
      }
    }
    writer.Complete(work, committed_);
    const Verdict verdict = co_await StoreBatch(work, writer);
    if (verdict.kind == Verdict::Kind::kStored) co_return true;
    if (verdict.kind == Verdict::Kind::kGivenUp) co_return false;
    if (verdict.kind == Verdict::Kind::kRefused) {
      spdlog::error("{} shard {}: setting an input aside: {}", options_.role, options_.index,
                    verdict.why.message);
      if (concerned.Empty()) co_return false;
      concerned = {};  // at least it is out of the way
    }
    if (Leaving()) co_return false;
    co_await Backoff(0);
  }
  co_return false;
}

}  // namespace tocsin::runtime
