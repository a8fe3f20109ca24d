// A call of Exotel's that a flow leads: Gather asks an address of ours for its words and takes
// keys, Passthru tells them to another, and by its status the flow begins again or hangs up.
#include "schemas/json.hpp"
#include "tools/phone/sim/leg.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

constexpr auto kAppletPatience = std::chrono::seconds(10);

/// What Gather is told: a prompt, and how many keys are waited for, how long.
std::optional<GatherVerb> ReadGather(const json::value& answer) {
  const auto* prompt = Find(answer, "gather_prompt");
  const auto* most = Find(answer, "max_input_digits");
  const auto* wait = Find(answer, "input_timeout");
  if (prompt == nullptr || !prompt->is_object() || most == nullptr || !most->is_int64() ||
      wait == nullptr || !wait->is_int64())
    return std::nullopt;
  const auto text = StringAt(prompt->get_object(), "text");
  if (text.empty() || most->get_int64() < 1 || wait->get_int64() < 1) return std::nullopt;
  GatherVerb gather;
  gather.method = "GET";
  gather.timeout = std::chrono::seconds(wait->get_int64());
  gather.digit_count = static_cast<std::size_t>(most->get_int64());
  if (answer.get_object().contains("finish_on_key"))
    gather.finish_on_key = StringAt(answer.get_object(), "finish_on_key");
  gather.action_on_empty_result = true;
  if (text.find_first_not_of(' ') != std::string_view::npos)
    gather.prompt.emplace_back(SayVerb{std::string(text), "en-US", 1});
  return gather;
}

}  // namespace

void Leg::AskApplet(std::string_view applet, const std::string& digits,
                    std::function<void(Leg&, const HttpOutcome&)> done) {
  if (++documents_ > kMostDocuments) {
    Note(0, "the flow went in circles a thousand times");
    return End(CallState::kCompleted, "the call went in circles");
  }
  const auto& order = record_->order;
  const bool inbound = record_->direction == Direction::kInbound;
  Params query = {{"CallSid", record_->sid},
                  {"CallFrom", order.from},
                  {"CallTo", order.to},
                  {"Direction", inbound ? "incoming" : "outbound-dial"},
                  {"CallStatus", std::string(ToString(record_->state))},
                  {"flow_id", order.flow.number}};
  if (!order.custom_field.empty()) query.emplace_back("CustomField", order.custom_field);
  if (!digits.empty()) query.emplace_back("digits", '"' + digits + '"');
  HttpCall call;
  call.method = "GET";
  call.url = order.flow.base + std::string(applet) + '?' + EncodeForm(query);
  call.timeout = kAppletPatience;
  live_parts_.client->Send(std::move(call), [weak = weak_from_this(), &loop = loop_,
                                             done = std::move(done)](HttpOutcome outcome) {
    loop.Post([weak, done, outcome = std::move(outcome)] {
      const auto self = weak.lock();
      if (self && !self->Ended()) done(*self, outcome);
    });
  });
}

void Leg::AskGather() {
  AskApplet("/answer", {}, [](Leg& leg, const HttpOutcome& outcome) {
    const auto answer = ParseJson(outcome && outcome->status == 200 ? outcome->body : "null");
    auto gather = answer ? ReadGather(*answer) : std::nullopt;
    if (!gather) {
      leg.Note(0,
               "the Gather applet's address did not answer 200 with JSON that has a prompt, a "
               "number of keys and a wait");
      return leg.End(CallState::kFailed, "the flow has nothing to say");
    }
    TwimlDocument document;
    document.verbs.emplace_back(*std::move(gather));
    leg.Perform(std::move(document));
  });
}

void Leg::TellPassthru(const Params& gathered) {
  AskApplet("/gather", std::string(FirstOf(gathered, "Digits")),
            [](Leg& leg, const HttpOutcome& outcome) {
              if (outcome && outcome->status == 200) return leg.AskGather();
              if (!outcome || outcome->status != 302)
                leg.Note(0, "the Passthru applet's address answered neither 200 nor 302");
              leg.End(CallState::kCompleted, "the flow hung up");
            });
}

}  // namespace tocsin::phone
