#include "tools/phone/sim/rest_order.hpp"

#include <charconv>

#include "tools/phone/sim/script.hpp"
#include "tools/phone/sim/webhook_url.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMaxTwiml = 4000;

/// Reads fields one after another and keeps the first error.
class FormReader {
 public:
  explicit FormReader(const Params& form) : form_(form) {}

  void Fail(int code, std::string message) {
    if (!error_) error_ = RestError{400, code, std::move(message)};
  }
  std::string Text(std::string_view name) const { return std::string(FirstOf(form_, name)); }
  bool Given(std::string_view name) const { return !FirstOf(form_, name).empty(); }

  std::string Number(std::string_view name, int missing, int wrong) {
    const std::string number = Text(name);
    if (number.empty()) {
      Fail(missing, "No '" + std::string(name) + "' number is specified");
    } else if (!IsE164(number)) {
      Fail(wrong, "Invalid '" + std::string(name) + "' Phone Number: " + number);
    }
    return number;
  }

  WebhookTarget Target(std::string_view url_name, std::string_view method_name, int wrong) {
    WebhookTarget target;
    target.url = Text(url_name);
    if (target.url.empty()) return target;
    if (const auto url = ParseWebhookUrl(target.url); !url)
      Fail(wrong, std::string(url_name) + " is not a valid URL: it " + url.error().message);
    if (Given(method_name)) target.method = Text(method_name);
    if (target.method != "GET" && target.method != "POST")
      Fail(21403, std::string(method_name) + " must be GET or POST");
    return target;
  }

  std::optional<Duration> Seconds(std::string_view name, int low, int high) {
    if (!Given(name)) return std::nullopt;
    const auto text = FirstOf(form_, name);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
      Fail(20001, std::string(name) + " must be a number of seconds from " + std::to_string(low) +
                      " to " + std::to_string(high));
    }
    return std::chrono::seconds(value);
  }

  const Params& Form() const { return form_; }
  const std::optional<RestError>& Error() const { return error_; }

 private:
  const Params& form_;
  std::optional<RestError> error_;
};

void ReadAnswer(FormReader& reader, CallOrder& order) {
  order.answer = reader.Target("Url", "Method", 21205);
  order.fallback = reader.Target("FallbackUrl", "FallbackMethod", 21205);
  if (!order.answer.url.empty()) return;
  order.twiml = reader.Text("Twiml");
  if (order.twiml.empty()) reader.Fail(21205, "Url parameter is required");
  if (order.twiml.size() > kMaxTwiml) reader.Fail(20001, "Twiml is longer than 4000 characters");
}

void ReadStatusEvents(FormReader& reader, ReadOrder& read) {
  auto& order = read.order;
  order.status = reader.Target("StatusCallback", "StatusCallbackMethod", 21609);
  std::set<StatusEvent> events;
  for (const auto& [name, value] : reader.Form()) {
    if (name != "StatusCallbackEvent") continue;
    if (value == "initiated")
      events.insert(StatusEvent::kInitiated);
    else if (value == "ringing")
      events.insert(StatusEvent::kRinging);
    else if (value == "answered")
      events.insert(StatusEvent::kAnswered);
    else if (value == "completed")
      events.insert(StatusEvent::kCompleted);
    else
      read.ignored.push_back("StatusCallbackEvent '" + value +
                             "' is none of initiated, ringing, answered, completed");
  }
  if (!events.empty()) order.events = std::move(events);
}

void ReadDetection(FormReader& reader, CallOrder& order) {
  const std::string mode = reader.Text("MachineDetection");
  if (mode == "Enable") {
    order.detection = CallOrder::MachineDetection::kEnable;
  } else if (mode == "DetectMessageEnd") {
    order.detection = CallOrder::MachineDetection::kDetectMessageEnd;
  } else if (!mode.empty()) {
    reader.Fail(20001, "MachineDetection must be Enable or DetectMessageEnd");
  }
  const std::string async = reader.Text("AsyncAmd");
  if (async == "true") {
    order.detection_mode = CallOrder::DetectionMode::kAsync;
  } else if (!async.empty() && async != "false") {
    reader.Fail(20001, "AsyncAmd must be true or false");
  }
  order.detection_callback =
      reader.Target("AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod", 21609);
  order.detection_timeout =
      reader.Seconds("MachineDetectionTimeout", 3, 59).value_or(order.detection_timeout);
}

}  // namespace

tl::expected<ReadOrder, RestError> ReadCallOrder(const Params& form) {
  FormReader reader(form);
  ReadOrder read;
  auto& order = read.order;
  order.to = reader.Number("To", 21201, 21211);
  order.from = reader.Number("From", 21213, 21212);
  if (order.to == order.from) reader.Fail(21266, "'To' and 'From' numbers cannot be the same");
  ReadAnswer(reader, order);
  ReadStatusEvents(reader, read);
  ReadDetection(reader, order);
  order.ring_timeout = reader.Seconds("Timeout", 1, 600).value_or(order.ring_timeout);
  order.time_limit = reader.Seconds("TimeLimit", 1, 86400).value_or(order.time_limit);
  for (const auto* name : {"Record", "SendDigits", "ApplicationSid", "Trim", "CallerId", "Byoc"})
    if (reader.Given(name))
      read.ignored.push_back(std::string(name) + " is not supported by the simulator");
  if (reader.Error()) return tl::unexpected(*reader.Error());
  return read;
}

tl::expected<CallUpdate, RestError> ReadCallUpdate(const Params& form) {
  FormReader reader(form);
  CallUpdate update;
  const std::string status = reader.Text("Status");
  if (status == "canceled") {
    update.end = CallUpdate::End::kCanceled;
  } else if (status == "completed") {
    update.end = CallUpdate::End::kCompleted;
  } else if (!status.empty()) {
    reader.Fail(20001, "Status must be canceled or completed");
  }
  if (reader.Given("Url")) {
    update.answer = reader.Target("Url", "Method", 21205);
  } else if (reader.Given("Twiml")) {
    auto document = ParseTwiml(FirstOf(form, "Twiml"));
    if (document) {
      update.document = std::move(*document);
    } else {
      reader.Fail(20001, "Twiml: " + document.error().text);
    }
  }
  if (reader.Given("FallbackUrl"))
    update.fallback = reader.Target("FallbackUrl", "FallbackMethod", 21205);
  if (reader.Given("StatusCallback"))
    update.status = reader.Target("StatusCallback", "StatusCallbackMethod", 21609);
  if (reader.Error()) return tl::unexpected(*reader.Error());
  if (update.end == CallUpdate::End::kNone && !update.answer && !update.document &&
      !update.fallback && !update.status)
    return tl::unexpected(RestError{400, 20001, "nothing to update: give Url, Twiml or Status"});
  return update;
}

}  // namespace tocsin::phone
