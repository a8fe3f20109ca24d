#pragma once

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "schemas/result.hpp"

/// A flow of Exotel's that takes keys for us, for an account without media sockets: its Gather
/// applet asks us what is to be said (`answer`), its Passthru applet tells what was pressed
/// (`gather`) and goes on by our status, and so in circles (docs.exotel.com: Gather applet,
/// Passthru applet). Neither is told which question it is about; that is known by what was asked
/// for last (WordsWanted::By::kFetched).
namespace tocsin::exotel {

/// Reads a request of an applet, whose parameters stand in its address; `kind` says of which:
/// kAnswer or kInput. kInvalid names the parameter at fault.
Result<CallWebhook> ReadApplet(CallWebhook::Kind kind, const HttpRequest& request);

/// To Gather (kAnswer): JSON with the words, the keys and the wait. To Passthru (kInput): 200 where
/// Gather is to come next, 302 where nothing more is said and the flow hangs up.
HttpResponse AnswerApplet(CallWebhook::Kind kind, const Instructions& instructions);

}  // namespace tocsin::exotel
