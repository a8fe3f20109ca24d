#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/websocket.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/voice/media/live_line.hpp"
#include "workers/voice/worker/carrier_requests.hpp"
#include "workers/voice/worker/group_commit.hpp"
#include "workers/voice/worker/live_talks.hpp"

namespace tocsin::voice {

/// A live line in the making: who listens on its socket, and how its owner commands it.
struct MadeLine {
  std::shared_ptr<WebSocketListener> socket;
  std::shared_ptr<LiveLine> line;
};
/// Makes the line of a socket that will live on `loop`; it holds `owner` until OnLineEnd. Any
/// thread.
using LineMaker = std::function<MadeLine(Loop& loop, std::unique_ptr<MediaCodec> codec,
                                         std::shared_ptr<LineListener> owner)>;
/// The same of a socket of text; `carrier`: the name of whose it is.
using RelayMaker =
    std::function<MadeLine(Loop& loop, std::unique_ptr<RelayCodec> codec,
                           std::shared_ptr<LineListener> owner, const std::string& carrier)>;

/// What live calls stand on; all of it outlives them.
struct LiveParts {
  std::vector<Loop*> loops;       ///< a line lives on one of them
  std::size_t most_calls = 1000;  ///< on all of them; beyond: the next call is led by prompts
  LineMaker make = {};            ///< none: nothing here hears and speaks
  RelayMaker make_relay = {};     ///< none: no sockets of text are taken
  SpeechTrust trust = SpeechTrust::kNone;  ///< of who listens on lines of `make`
  WebSocketLimits sockets = {};
  std::shared_ptr<const WebSocketMeter> meter = {};
  const Clock& clock;
  Metrics& metrics;
};

/// The header by which a process of this installation opens a carrier's socket of its own, to see
/// that one can be opened: it is closed at once.
inline constexpr std::string_view kSocketProbeHeader = "X-Tocsin-Socket-Probe";
std::string SocketProbeSecret(const Secret& token_secret);

class LiveCall;

/// The carriers' media sockets of this process: verifies each, ties it to its attempt by the token
/// of its first message, tells the call's decision what happens on the line, and has the line say
/// what follows. Outlives its router's server, and every line. Thread-safe.
class LiveCalls final : public LiveTalks {
 public:
  explicit LiveCalls(LiveParts parts);
  ~LiveCalls() override;

  /// Adds GET of each carrier's socket paths. `commits` and `voice` outlive every line.
  void Register(runtime::HttpRouter& router, VoiceParts voice, GroupCommit& commits);
  /// A socket at the carrier's door; `text`: at that of text.
  void Enter(const std::string& carrier, bool text, const HttpRequest& request,
             HttpRespond respond);

  /// Where the carriers' media sockets are opened: "/ws/media-stream".
  std::vector<std::string> SocketPaths() const;
  bool HasRoom(bool text) const override;
  bool Reach(const std::string& token_hash) override;
  void Await(const std::string& token_hash) override;
  void Append(const std::string& token_hash, int number, std::string sentence, bool last) override;
  bool Converse(const std::string& token_hash, LineAsk ask,
                std::function<void(LineAnswer)> answered, std::function<void()> otherwise) override;
  bool Close(const std::string& provider_call_id) override;

 private:
  friend class LiveCall;
  struct Place {
    Loop* loop;
    std::atomic<std::size_t> calls = 0;
  };

  void AddDoor(runtime::HttpRouter& router, const std::string& carrier, const std::string& path,
               bool text);
  void Open(const CarrierLine& line, bool text, const HttpRequest& request,
            const HttpRespond& respond);
  const CarrierLine* Verify(const std::string& carrier, const HttpRequest& request,
                            Error& complaint) const;
  void Refuse(const std::string& carrier, std::string_view why, const HttpRequest& request,
              HttpResponse response, const HttpRespond& respond);
  Place* FreePlace() const;
  /// The line of an attempt is this one from now on; the one before it is closed. False: that one
  /// has the same stream, of which there is one socket.
  bool Enlist(const std::string& token_hash, const std::shared_ptr<LiveCall>& call);
  void Delist(const std::string& token_hash, const LiveCall& call);
  void Ended(std::string_view how);
  /// Somebody had perhaps ended: what came of it.
  void CountEagerEnd(std::string_view outcome);

  const LiveParts parts_;
  std::optional<VoiceParts> voice_;
  GroupCommit* commits_ = nullptr;
  std::vector<std::unique_ptr<Place>> places_;
  LogQuota refused_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<LiveCall>> calls_;  ///< by token hash
};

/// The reply as a task for a live line; silence before the next turn lasts `silence` where the
/// step says nothing else.
LineTask ToLineTask(const Reply& reply, Duration silence);

}  // namespace tocsin::voice
