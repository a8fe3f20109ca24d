#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/raw_socket.hpp"
#include "tests/harness/walk_site.hpp"
#include "tools/phone/live/media_dialect.hpp"

namespace tocsin::harness {

inline constexpr const char* kCarrierAccount = "AC0000000000000000000000000000aaaa";
inline constexpr const char* kCarrierToken = "12345";
inline constexpr const char* kOurNumber = "+15551234567";
/// What the settings of a MediaSite that takes calls over Exotel must say.
inline constexpr const char* kExotelAccount = "exotel1";
inline constexpr const char* kExotelSecret = "s3crets3crets3crets3cret";

/// The section `speech` of a worker that hears and speaks by itself; nullopt where it cannot, with
/// the reason in `why`.
std::optional<std::string> LiveSpeech(std::string& why);

/// What the worker answered to a call that came in.
struct Invitation {
  phone::Carrier carrier = phone::Carrier::kTwilio;
  int rate = phone::kLineRate;  ///< of Exotel's stream
  int status = 0;
  std::string sid;       ///< the carrier's id of the call
  std::string from;      ///< who rang
  std::string socket;    ///< where the sound is wanted; empty: by prompts
  std::string redirect;  ///< where to ask when the socket is over
  phone::Params parameters = {};
  bool Live() const { return !socket.empty(); }
};

/// A media socket by hand, of a stream of its own: the test says which bytes go over the wire, in
/// the carrier's words where it wants to.
class MediaPeer {
 public:
  MediaPeer(fakes::RawSocket socket, const Invitation& invited);

  /// Asks for the socket; the answer's status, 0 without one.
  int Knock(const std::string& path, const HttpHeaders& headers);
  bool Text(std::string_view message) const;
  bool Write(std::string_view bytes) const { return socket_.Write(bytes); }
  /// "connected" and "start".
  bool Start() const;
  bool Sound(std::int64_t at) const;  ///< a message of silence: 20 ms, Exotel's 100 ms
  bool Press(char key) const { return Text(dialect_->Key(key)); }
  /// What came, up to `text`; all there is within ten seconds where it does not come.
  std::string ReadUntil(std::string_view text) const { return socket_.ReadUntil(text); }
  /// The code with which the worker closes; 0: it does not.
  int CloseCode() const;
  bool OverNow() const { return socket_.OverNow(); }
  void Cut() { socket_.Reset(); }
  phone::MediaDialect& Words() const { return *dialect_; }
  const std::string& Stream() const { return stream_; }

 private:
  fakes::RawSocket socket_;
  const std::string stream_;
  std::unique_ptr<phone::MediaDialect> dialect_;
};

/// A worker on live sound, whose carrier, or whoever says so, is the test.
class MediaSite {
 public:
  /// A menu answers calls that come in; key 1 is its only choice, and decides at once.
  explicit MediaSite(WalkOptions options);

  WalkSite& At() { return site_; }
  std::uint16_t Port() const;
  /// A webhook of the carrier, rightly signed.
  HttpResponse Post(const std::string& path, const phone::Params& params) const;
  /// Somebody rings our number.
  Invitation Ring();
  /// The same over Exotel, which asks nothing before it opens the socket.
  Invitation RingOverExotel(int rate = phone::kLineRate);
  /// The carrier follows the redirect behind a socket that is over.
  Invitation ComeBack(const Invitation& before) const;
  /// The socket that the invitation names, open; null where it is refused.
  std::unique_ptr<MediaPeer> Open(const Invitation& invited, bool slow_reader = false) const;
  /// The id of the call of an invitation: the key of its events.
  static std::string CallOf(const Invitation& invited);
  HttpHeaders Signed(const std::string& url, const std::string& token = kCarrierToken) const;
  /// The value of a series as it stands in /metrics; 0 where it is not there.
  double Metric(const std::string& series) const;
  /// Waits until the series has the value at least; the value at the end.
  double WaitForMetric(const std::string& series, double at_least) const;
  /// Lines of the worker's log that contain `text`.
  std::vector<std::string> LogLines(const std::string& text);

 private:
  Invitation Read(const HttpResponse& answer, Invitation invited) const;

  WalkSite site_;
  int rung_ = 0;
};

}  // namespace tocsin::harness
