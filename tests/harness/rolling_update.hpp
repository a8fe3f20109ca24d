#pragma once

#include <string>

namespace tocsin::harness {

/// What became of calls that were under way while all workers were replaced, one after the other.
struct RollingUpdateReport {
  int sent = 0;     ///< calls asked for
  int decided = 0;  ///< of them: the person's decision and its action are there
  int doubled = 0;  ///< two decisions, two actions, or rung twice
  int lost = 0;     ///< no decision or no action
  int cut = 0;      ///< ended otherwise than by our goodbye, or a socket ended before all was said
  /// Goodbye was said to the end and once more, for the carrier's next webhook came to another
  /// worker before the end of the socket was stored.
  int said_again = 0;
  int live = 0;      ///< led over live sound
  int replaced = 0;  ///< workers that drained, ended with 0, and whose follower was ready
  int waited = 0;    ///< of them: had sockets open when they were asked to drain
  std::string details = {};

  std::string Row() const;
};

/// Three workers behind one address that spreads connections. Calls come evenly; meanwhile each
/// worker is taken out of the address, drained by `tocsin drain`, ended by SIGTERM, and another one
/// with a data folder of its own takes its place, as a deployment of a cluster does it. Without
/// `drain` they are only taken out and ended. Nothing to do: `why` says what is missing.
RollingUpdateReport RunRollingUpdate(int calls, bool drain, std::string& why);

}  // namespace tocsin::harness
