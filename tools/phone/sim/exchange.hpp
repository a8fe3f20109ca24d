#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tools/phone/sim/leg.hpp"
#include "tools/phone/sim/texts.hpp"

namespace tocsin::phone {

/// How the REST answer to a new call goes out.
enum class Reply { kAtOnce, kAfterWebhook, kDropped, kServerError, kUnavailable, kTooMany };

struct Placement {
  std::shared_ptr<Leg> leg;  ///< shared with the list of calls; absent when nothing was placed
  Reply reply = Reply::kAtOnce;
};

/// The account in Exotel's part of the simulator.
struct ExotelAccount {
  std::string sid = "exotel1";
  std::string key = "key";
  std::string token = "token";
};

/// The carrier: its calls, the script of the people, the troubles, and the queue of calls to be
/// dialled. Keeps the last 10,000 calls. Loop thread only.
class Exchange {
 public:
  struct Options {
    double calls_per_second = 1;  ///< 0: no queue
    std::size_t kept_calls = 10'000;
    Teller tell = {};          ///< hears of every call what happens; empty: nobody
    LiveRoom* live = nullptr;  ///< where media sockets live; none: <Connect> is skipped
    ExotelAccount exotel = {};
  };
  Exchange(Loop& loop, HttpClient& client, Account account, Options options);

  Placement Place(CallOrder order);
  /// The person at `order.from` calls `order.to`. Absent when too many calls are up.
  std::shared_ptr<Leg> Receive(CallOrder order);

  std::shared_ptr<Leg> Find(std::string_view sid) const;
  bool Forget(std::string_view sid);
  /// By whom the next call from that number comes.
  Carrier CarrierOf(const std::string& number) const;
  /// All calls, oldest first.
  const std::deque<std::shared_ptr<Leg>>& Calls() const { return calls_; }
  /// Whether lists show the call yet.
  bool Listed(const Leg& leg) const { return leg.Age() >= faults_.list_lag; }

  const TextRecord& TakeText(TextRecord text);
  /// A person sends a text message to a number of the account.
  const TextRecord& ReceiveText(TextRecord text) { return texts_.Receive(std::move(text)); }
  const Texts& AllTexts() const { return texts_; }

  /// People begin again with their first behaviour. Calls that are up go on as they began.
  void Replace(Script script);
  /// Forgets all calls and texts, without another webhook, and begins the script again.
  void Reset();

  const ExotelAccount& AtExotel() const { return options_.exotel; }
  /// The account's flow of this number; without a base: there is none.
  KeyFlow FlowOf(std::string_view number) const;
  /// Whether the next call at Exotel is refused, for the account has no streams.
  bool TakeNoStreaming();
  const Account& Owner() const { return webhooks_.Owner(); }
  const Faults& RemainingFaults() const { return faults_; }
  std::size_t People() const { return script_.people.size(); }
  std::size_t LiveCalls() const;
  HttpClient& Client() const { return client_; }
  Loop& OwnLoop() const { return loop_; }

 private:
  std::shared_ptr<Leg> Create(CallOrder order, Direction direction, CallFaults faults,
                              std::vector<std::string> names);
  std::shared_ptr<Leg> Dial(const CallOrder& order, CallFaults faults,
                            std::vector<std::string> names);
  Behaviour NextBehaviour(const std::string& number);
  bool MakeRoom();
  StreamFaults TakeStreamFaults(std::vector<std::string>& names);

  Loop& loop_;
  HttpClient& client_;
  Webhooks webhooks_;
  Texts texts_;
  const Options options_;
  Script script_;
  Faults faults_;
  std::map<std::string, std::size_t> met_;  ///< calls per number since the script began
  std::deque<std::shared_ptr<Leg>> calls_;
  std::map<std::string, std::shared_ptr<Leg>, std::less<>> by_sid_;
  Duration next_dial_{};
};

}  // namespace tocsin::phone
