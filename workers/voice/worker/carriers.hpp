#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/telephony.hpp"
#include "workers/voice/call/transition.hpp"
#include "workers/voice/worker/pacer.hpp"

namespace tocsin::voice {

/// Numbers that begin so are dialled over this carrier.
struct CarrierRoute {
  std::string prefix;     ///< "+91"
  std::string carrier;    ///< its name
  std::string then = {};  ///< a carrier that is tried where the first refuses for good
};

/// Where the webhooks of a kind of carrier come in, whether it is set up or not.
struct CarrierDoor {
  std::string carrier;           ///< its name
  std::string path;              ///< as TelephonyCapabilities::webhook_path
  std::string socket_path = {};  ///< as LiveAudio::socket_path; empty: it opens no media sockets
  std::vector<std::string> inbound = {};  ///< where calls to a number of ours come in
  std::vector<std::string> own = {};      ///< doors of its own beside webhooks (GET and POST)
  std::string texts = {};                 ///< where text messages come in; empty: it brings none
  std::string relay_path = {};  ///< where it opens sockets of text (LiveAudio::text); empty: none
  /// It asks for words and tells what was keyed by GET too, in a flow of its own.
  bool fetches = false;
};

/// An account with its pace.
struct CarrierLine {
  std::shared_ptr<TelephonyProvider> provider;
  std::shared_ptr<Pacer> pacer;

  const TelephonyCapabilities& Can() const { return provider->Capabilities(); }
};

/// What a signed request says, with the account whose signature it carries.
template <class Came>
struct Signed {
  Came came;
  const CarrierLine* line;
};

/// The accounts by which people are phoned. A new attempt goes over the account in force that its
/// number's route names; everything about an attempt that is there goes to the account that it was
/// stored with, also after a reload. Lines are never freed: callbacks may be under way.
/// Thread-safe.
class Carriers {
 public:
  explicit Carriers(std::vector<CarrierDoor> doors) : doors_(std::move(doors)) {}

  const std::vector<CarrierDoor>& Doors() const { return doors_; }
  /// Puts these accounts in force, the first for numbers without a route; what was in force before
  /// is kept for its calls.
  void Use(std::vector<std::shared_ptr<TelephonyProvider>> providers,
           std::vector<CarrierRoute> routes);
  bool Any() const;

  /// nullptr: nobody can be phoned.
  const CarrierLine* ForNumber(std::string_view phone) const;
  /// The carrier's account in force; nullptr: there is none.
  const CarrierLine* Named(std::string_view carrier) const;
  /// By which carrier a number is tried when `carrier`, which its route names, has refused for
  /// good; empty: by none.
  std::string After(std::string_view carrier, std::string_view phone) const;
  /// What carriers in force do not give at present, in words: "exotel: no streaming".
  std::string Shortfalls() const;
  /// All that are in force.
  std::vector<const CarrierLine*> AllInForce() const;
  /// The account, if it is in force; else nullptr.
  const CarrierLine* InForce(const CarrierAccount& account) const;
  /// The account as it was set last, in force or not; nullptr: this process does not know it.
  const CarrierLine* Find(const CarrierAccount& account) const;
  /// Who may have sent a webhook to this carrier's door: its account in force, then those of
  /// before.
  std::vector<const CarrierLine*> SendersOf(std::string_view carrier) const;
  /// What came to this carrier's door. `parse` reads it as an account would that knows us by one of
  /// `bases`: kRejected where the signature is not its own, else it is no request of the carrier
  /// and nobody else is asked. The complaint is that of the account in force: what is to be mended.
  template <class Came, class Parse>
  Result<Signed<Came>> Verify(std::string_view carrier, const std::vector<std::string>& bases,
                              const Parse& parse) const {
    std::optional<Error> complaint;
    for (const auto* line : SendersOf(carrier)) {
      Error refused;
      for (const auto& base : bases) {
        auto came = parse(*line->provider, base);
        if (came) return Signed<Came>{.came = *std::move(came), .line = line};
        if (came.error().kind != ErrorKind::kRejected) return Fail(came.error());
        refused = came.error();
      }
      if (!complaint) complaint = refused;
    }
    return Fail(complaint.value_or(
        Error{ErrorKind::kRejected, "verifying webhook: no carrier is set up", "telephony"}));
  }

 private:
  const CarrierLine* InForceNamed(std::string_view carrier) const;
  /// The route in force with the longest prefix; nullptr: none.
  const CarrierRoute* RouteOf(std::string_view phone) const;

  const std::vector<CarrierDoor> doors_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<const CarrierLine>> lines_;  ///< the newest last
  std::vector<const CarrierLine*> in_force_;
  std::vector<CarrierRoute> routes_;
};

}  // namespace tocsin::voice
