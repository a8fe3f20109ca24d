#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// What is asked of one or more people; one final decision. `state` belongs to workers/voice.
struct QuestionRow {
  QuestionId id;
  int partition = 0;
  std::string alert_id;
  RunId run;  ///< nil when no run asks
  int revision = 0;
  std::string status;  ///< open, decided, closed, unanswered, expired
  int format = 1;
  std::string state;  ///< JSON; its `decision`, `answers` and `closed_because` are told by Explain
  std::string tenant{kDefaultTenant};  ///< of a new one; stays so
};

enum class CallDirection { kOutbound, kInbound };
std::string_view ToString(CallDirection direction);

/// CallRow::kind of what waits for a text message (SMS) that answers a question.
inline constexpr std::string_view kTextKind = "text";
inline constexpr int kMostTexted = 20;

/// A call that we made or were given. Carries everything that any process needs to answer its
/// webhooks.
struct CallRow {
  CallId id;
  QuestionId question;  ///< nil when it is no question's
  int partition = 0;
  std::string alert_id;
  std::string contact;  ///< empty when nobody knows who it is
  std::string phone;    ///< E.164, whole
  std::string provider;
  std::string provider_call_id;  ///< of the newest attempt, empty before
  int revision = 0;
  std::string status;  ///< dialling, ringing, in_progress, approved, dismissed, not_reached, failed
                       ///< or a choice's id
  std::string context;  ///< JSON of the alert's context
  int format = 1;
  std::string
      state;  ///< JSON; its `log` [{at (Unix ms), what, ...}] is what Explain tells of the call
  TimePoint created_at;
  TimePoint updated_at;
  CallDirection direction = CallDirection::kOutbound;
  std::string kind = "ask";  ///< what is talked about: the script's name
  std::string tenant{kDefaultTenant};
};

/// One dial. A number has one line: the store refuses a second unresolved attempt to it as a
/// conflict of its call, unless nobody has looked after the first for half an hour.
struct AttemptRow {
  AttemptId id;
  CallId call;
  int number = 1;
  std::string token_hash;  ///< SHA-256 hex of the one-time token in its callback URLs
  std::string account;
  std::string from;
  std::string phone;
  std::string provider_call_id;  ///< empty until bound; never bound to another id afterwards
  bool unresolved = true;        ///< holds the line: not known to have ended. False stays so
  TimePoint planned_at;
};

struct TurnRow {
  CallId call;
  int seq = 0;
  std::string role;  ///< assistant, user
  std::string text;
  TimePoint at;
};

/// Money of one dial, in millionths of the currency: held from the dial on, then what it came to.
struct SpendRow {
  AttemptId attempt;
  CallId call;
  std::string phone;
  TimePoint at;  ///< of the dial
  std::int64_t micros = 0;
  bool settled = false;  ///< stays so; of an attempt without money a no-op
  /// Of one that is settled: the carrier's own figure. The first one takes the place of what was
  /// reckoned, and stays.
  bool billed = false;
  /// Of one that is held: at most so much may be held and spent since then, with it. More is a
  /// conflict of the call.
  struct Budget {
    TimePoint since;
    std::int64_t all = std::numeric_limits<std::int64_t>::max();
    std::int64_t to_phone = std::numeric_limits<std::int64_t>::max();
  };
  Budget budget = {};
  std::string tenant{kDefaultTenant};  ///< whose budget
};

/// A PIN that was keyed to say who calls. Kept for as long as it is counted, without the PIN.
struct PinTryRow {
  CallId call;
  int turn = 0;  ///< of the call; a known (call, turn) is a no-op
  std::string caller;
  TimePoint at;
  bool wrong = true;
  /// So many wrong ones may be known of the caller and of everybody before it, since then. More is
  /// a conflict of the call.
  struct Limits {
    TimePoint caller_since;
    int of_caller = std::numeric_limits<int>::max();
    TimePoint all_since;
    int of_all = std::numeric_limits<int>::max();
  };
  Limits limits = {};
};

/// The voice worker's part of a batch. A row's `revision` is the one read (0: new); the store
/// writes revision + 1.
struct VoiceWrites {
  std::vector<QuestionRow> questions;
  std::vector<CallRow> calls;
  std::vector<AttemptRow> attempts;  ///< insert, or update of binding and `unresolved`
  std::vector<TurnRow> turns;        ///< a known (call, seq) is a no-op
  std::vector<SpendRow> spend;       ///< an attempt that is known is not held again
  std::vector<PinTryRow> pin_tries;

  bool Empty() const {
    return questions.empty() && calls.empty() && attempts.empty() && turns.empty() &&
           spend.empty() && pin_tries.empty();
  }
};

/// Which calls to load: by callback token, by ids, by question (all its calls), or by the carrier's
/// id.
struct VoiceQuery {
  std::vector<std::string> token_hashes;
  std::vector<CallId> calls;
  std::vector<QuestionId> questions;
  std::vector<std::string> provider_call_ids;
  /// Beside all that: of each tenant at most so many of the questions that are open and asked in
  /// calls that we make, the oldest first.
  int open_questions = 0;
  std::vector<std::string> tenants = {std::string(kDefaultTenant)};  ///< whose open questions
  /// Of these numbers the newest calls of the kind kTextKind, at most kMostTexted for each; with
  /// them all calls of their questions.
  std::vector<std::string> texted = {};
};

/// The calls found, their attempts, and their questions.
struct StoredConversation {
  std::vector<QuestionRow> questions;
  std::vector<CallRow> calls;
  std::vector<AttemptRow> attempts;
};

struct AttemptCounts {
  int to_phone = 0;         ///< attempts to this number since `CountSince::all`
  int to_phone_lately = 0;  ///< of those, since `CountSince::lately`
  int total = 0;            ///< attempts to all numbers since `CountSince::total`
};

/// From when on attempts are counted.
struct CountSince {
  TimePoint all;
  TimePoint lately;                     ///< not before `all`
  TimePoint looked_after;               ///< see CountAttempts
  std::optional<TimePoint> money = {};  ///< nullopt: money is not counted
  std::optional<TimePoint> total = {};  ///< of all numbers together; nullopt: since `all`
};

/// Held and spent since `CountSince::money`, in millionths.
struct MoneySpent {
  std::int64_t to_phone = 0;
  std::int64_t all = 0;
};

/// Millionths by tenant.
using MoneyOfTenants = std::map<std::string, std::int64_t, std::less<>>;

/// Who is on the line to a number, and who waits for it.
struct PhoneLine {
  std::optional<CallId> holder;
  std::vector<CallId> waiting;  ///< calls that do not ring yet, the oldest first; at most 50

  /// How many are before the call: 0 says that the line is its own.
  std::size_t Before(CallId call) const {
    if (holder == call) return 0;
    std::size_t before = holder ? 1 : 0;
    for (const auto& other : waiting) {
      if (other == call) break;
      if (other != holder) ++before;
    }
    return before;
  }
};

/// The same for several numbers; those without attempts may be absent.
struct AttemptTally {
  struct ToPhone {
    int all = 0, lately = 0;
  };
  std::map<std::string, ToPhone> to_phone;
  int total = 0;
  std::map<std::string, PhoneLine> lines;
  MoneyOfTenants spent;
  std::map<std::string, MoneyOfTenants> spent_to;

  MoneySpent SpentOn(const std::string& phone, std::string_view tenant = kDefaultTenant) const {
    const auto of = [&](const MoneyOfTenants& money) {
      const auto found = money.find(tenant);
      return found == money.end() ? 0 : found->second;
    };
    const auto found = spent_to.find(phone);
    return {.to_phone = found == spent_to.end() ? 0 : of(found->second), .all = of(spent)};
  }
  void Hold(const SpendRow& row) {
    spent[row.tenant] += row.micros;
    spent_to[row.phone][row.tenant] += row.micros;
  }
  AttemptCounts Of(const std::string& phone) const {
    const auto found = to_phone.find(phone);
    const auto [all, lately] = found == to_phone.end() ? ToPhone{} : found->second;
    return {.to_phone = all, .to_phone_lately = lately, .total = total};
  }
  void Add(const std::string& phone) {
    auto& [all, lately] = to_phone[phone];
    ++all;
    ++lately;
    ++total;
  }
};

/// Wrong PINs, as PinTryRow::Limits bounds them.
struct WrongPinTally {
  std::map<std::string, int> of;  ///< by caller; those without may be absent
  int all = 0;
};

/// What a session tells of calls.
class CallReader {
 public:
  virtual ~CallReader() = default;
  virtual Result<StoredConversation> LoadConversation(const VoiceQuery& query) = 0;
  /// Attempts since, and the numbers' lines. A waiting call whose timer was due before
  /// `looked_after` is not told: nobody would dial it.
  virtual Result<AttemptTally> CountAttempts(const std::vector<std::string>& phones,
                                             const CountSince& since) = 0;
  /// How many calls came in from each of these numbers since then; those without may be absent.
  virtual Result<std::map<std::string, int>> CountCallers(const std::vector<std::string>& callers,
                                                          TimePoint since) = 0;
  /// Calls that are under way, theirs and ours: from the dial, or from the moment they came in.
  virtual Result<int> CountLiveCalls() = 0;
  virtual Result<WrongPinTally> CountWrongPins(const std::vector<std::string>& callers,
                                               TimePoint caller_since, TimePoint all_since) = 0;
  virtual Result<std::vector<TurnRow>> LoadTurns(CallId call) = 0;
};

}  // namespace tocsin
