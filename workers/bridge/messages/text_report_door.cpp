#include "workers/bridge/messages/text_report_door.hpp"

#include <spdlog/spdlog.h>

#include "schemas/events/data.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/messages/message_kind.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kPath = "/api/voice/webhook/sms-status";

Event ReportEvent(const HttpRequest& request, const TextReport& report, TimePoint now) {
  const bool lost = report.state == TextReport::State::kLost;
  const std::string message(request.Query("message"));
  const std::string channel(request.Query("channel"));
  std::optional<std::string> alert;
  if (!request.Query("alert").empty()) alert = request.Query("alert");
  Event event;
  event.source = "/tocsin/bridge";
  event.type = lost ? type::kMessageFailed : type::kMessageSent;
  event.id = Uuid::Derive({"text report", message, event.type}).ToString();
  event.subject = request.Query("subject");
  event.time = FormatTime(now);
  event.extensions["causationid"] = message;
  if (const auto run = RunId::Parse(request.Query("run")))
    event.extensions["runid"] = run->ToString();
  if (const auto tenant = request.Query("tenant"); IsTenantName(tenant)) SetTenant(event, tenant);
  const std::string kind(events::message_kind::kSms);
  if (lost)
    event.data = events::Written(events::MessageFailed{.message_id = message,
                                                       .kind = kind,
                                                       .channel = channel,
                                                       .attempts = 1,
                                                       .reason = report.reason,
                                                       .alert_id = std::move(alert)});
  else
    event.data = events::Written(events::MessageSent{.message_id = message,
                                                     .kind = kind,
                                                     .channel = channel,
                                                     .status = std::string(events::kDelivered),
                                                     .alert_id = std::move(alert)});
  return event;
}

}  // namespace

std::string TextReportUrl(std::string_view public_url, const Message& message) {
  if (public_url.empty()) return {};
  std::string url = AddressBelow(public_url, kPath) + "?message=" + PercentEncode(message.id) +
                    "&channel=" + PercentEncode(message.asked.channel) +
                    "&subject=" + PercentEncode(message.subject);
  if (!message.run.empty()) url += "&run=" + PercentEncode(message.run);
  if (message.tenant != kDefaultTenant) url.append("&tenant=").append(message.tenant);
  if (message.asked.alert_id) url += "&alert=" + PercentEncode(*message.asked.alert_id);
  return url;
}

void TextReportDoor::Use(std::shared_ptr<const TextMessages> carrier, std::string public_url) {
  const std::lock_guard lock(mutex_);
  carrier_ = std::move(carrier);
  public_url_ = std::move(public_url);
}

void TextReportDoor::AddRoutes(runtime::HttpRouter& router) {
  router.Add("POST", std::string(kPath),
             [this](HttpRequest request, const runtime::PathParameters&, HttpRespond respond) {
               Handle(request, std::move(respond));
             });
}

void TextReportDoor::Handle(const HttpRequest& request, HttpRespond respond) {
  std::shared_ptr<const TextMessages> carrier;
  std::string base;
  {
    const std::lock_guard lock(mutex_);
    carrier = carrier_;
    base = public_url_;
  }
  if (carrier == nullptr)
    return respond(Problem(403, "Forbidden", "no carrier of text messages is set up here"));
  const auto report = carrier->ParseReport(request, base);
  if (!report) {
    parts_.metrics.Add("tocsin_text_reports_total", 1, {{"outcome", "refused"}});
    if (const auto more = refused_.Admit())
      spdlog::warn("text message report refused: {}{}", report.error().message, *more);
    const bool forged = report.error().kind == ErrorKind::kRejected;
    return respond(
        Problem(forged ? 403 : 400, forged ? "Forbidden" : "Bad Request", report.error().message));
  }
  HttpResponse taken{.status = 204, .headers = {}, .body = {}};
  if (report->state == TextReport::State::kUnderWay || request.Query("message").empty())
    return respond(std::move(taken));
  const bool lost = report->state == TextReport::State::kLost;
  parts_.metrics.Add("tocsin_text_reports_total", 1, {{"outcome", lost ? "lost" : "delivered"}});
  parts_.publisher.Publish({.events = {ReportEvent(request, *report, parts_.clock.Now())}},
                           std::move(taken), std::move(respond));
}

}  // namespace tocsin::bridge
