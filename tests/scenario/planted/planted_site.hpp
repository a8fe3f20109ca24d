#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/harness/receiver.hpp"
#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {

/// A value that is looked for: "twilio token" and its text.
struct Planted {
  std::string name, text;
};

/// Texts that the outside could read, by where they stand, and which planted values are in them.
class Evidence {
 public:
  explicit Evidence(std::vector<Planted> planted) : planted_(std::move(planted)) {}
  void Look(const std::string& place, std::string_view text);
  void Note(const std::string& place, const std::string& name) { found_[place].insert(name); }
  void Plant(Planted value) { planted_.push_back(std::move(value)); }
  const std::vector<Planted>& All() const { return planted_; }
  /// By place: the names of what stands there.
  const std::map<std::string, std::set<std::string>>& Found() const { return found_; }
  std::size_t Bytes() const { return bytes_; }

 private:
  std::vector<Planted> planted_;
  std::map<std::string, std::set<std::string>> found_;
  std::size_t bytes_ = 0;
};

inline constexpr const char* kAlice = "+15550107001";     ///< approves, dismisses, then is away
inline constexpr const char* kBob = "+15550107002";       ///< the carrier cannot reach him
inline constexpr const char* kCarol = "+15550107003";     ///< rung by hand, over the API
inline constexpr const char* kStranger = "+15550107004";  ///< rings our number
inline constexpr const char* kOnTheBus = "+15550107005";  ///< in a record that nobody can read

/// An installation all of whose secrets are known to the test, with the log at its most verbose;
/// what goes through it is looked at from outside.
class PlantedSite {
 public:
  PlantedSite();
  /// Alerts over the bus, a hook and SQL, calls that decide and that fail, messages, deliveries,
  /// requests that are refused; false (and the reason on stderr) where it does not come about.
  bool PlayStory();
  /// Reads all that the outside can read.
  void Gather();
  /// Where a text stands in the tables just now; after Gather.
  std::string TablesWith(const std::string& text) const;
  /// What the receivers of deliveries and messages were sent, secrets and all.
  std::string Used() const;

  Evidence secrets, numbers;
  WalkSite& At() { return site_; }

 private:
  bool Calls();
  bool Messages();
  bool Refusals();
  void Look(const std::string& place, std::string_view text);
  void LookAtTopics();
  void LookAtAnswers();
  void LookAtCommands();

  Receiver receiver_;
  WalkSite site_;
  std::string reader_;
};

}  // namespace tocsin::harness
