#include <array>

#include "schemas/text_checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {

const FieldTable& WebhookChannelSettings::Spec() {
  static const FieldTable table = TableOf<WebhookChannelSettings>(
      "webhook", "An address that takes JSON.",
      {FieldOf<&WebhookChannelSettings::url>(
           "url", "Where to, by POST. Redirects are not followed.",
           {.required = true, .example = "https://status.example.com/hooks/tocsin"}),
       FieldOf<&WebhookChannelSettings::secret>(
           "secret", "Key of the Standard Webhooks signature; without it unsigned.",
           {.example = "${file:/run/secrets/status_hook}"}),
       FieldOf<&WebhookChannelSettings::headers>(
           "headers", "Further headers; never shown.",
           {.example = R"({"Authorization":"${file:/run/secrets/status_token}"})"})});
  return table;
}

const FieldTable& SlackChannelSettings::Spec() {
  static const FieldTable table = TableOf<SlackChannelSettings>(
      "slack", "A channel of Slack.",
      {FieldOf<&SlackChannelSettings::url>(
          "url", "Address of the incoming webhook; whoever has it may write, so it is never shown.",
          {.required = true, .example = "${file:/run/secrets/slack_webhook}"})});
  return table;
}

const FieldTable& TeamsChannelSettings::Spec() {
  static const FieldTable table = TableOf<TeamsChannelSettings>(
      "teams", "A channel or chat of Microsoft Teams.",
      {FieldOf<&TeamsChannelSettings::url>(
          "url",
          "Address that the workflow \"Post to a channel when a webhook request is received\" "
          "shows; never shown here.",
          {.required = true, .example = "${file:/run/secrets/teams_webhook}"})});
  return table;
}

const FieldTable& NtfyChannelSettings::Spec() {
  static const FieldTable table = TableOf<NtfyChannelSettings>(
      "ntfy", "A topic of ntfy, which phones subscribe to.",
      {FieldOf<&NtfyChannelSettings::url>("url", "The server.",
                                          {.shown = Shown::kUrl, .check = CheckWebhookUrl}),
       FieldOf<&NtfyChannelSettings::topic>(
           "topic",
           "The topic. On ntfy.sh whoever knows it may read along, so it is never shown: take one "
           "that cannot be guessed.",
           {.required = true, .example = "${file:/run/secrets/ntfy_topic}"}),
       FieldOf<&NtfyChannelSettings::token>("token", "Access token, where the server wants one.",
                                            {.example = "${file:/run/secrets/ntfy_token}"})});
  return table;
}

std::span<const std::string_view> WordsOf(MailSecurity) {
  static constexpr std::array<std::string_view, 3> kWords = {"starttls", "tls", "none"};
  return kWords;
}

const FieldTable& EmailChannelSettings::Spec() {
  static const FieldTable table = TableOf<EmailChannelSettings>(
      "email", "Mail over a server that takes it by SMTP.",
      {FieldOf<&EmailChannelSettings::server>(
           "server", "Host and port.",
           {.required = true, .example = "mail.example.com:587", .check = CheckEndpoint}),
       FieldOf<&EmailChannelSettings::security>(
           "security",
           "`starttls`: encrypted after the greeting, or not at all (ports 587, 25); `tls`: from "
           "the first byte (465); `none`: in the clear, for a server on this machine."),
       FieldOf<&EmailChannelSettings::user>("user", "Who logs in; none: nobody does.",
                                            {.example = "tocsin"}),
       FieldOf<&EmailChannelSettings::password>("password", "Their password.",
                                                {.example = "${file:/run/secrets/mail}"}),
       FieldOf<&EmailChannelSettings::from>(
           "from", "Address of the sender.",
           {.required = true, .example = "tocsin@example.com", .check = CheckMailAddress}),
       FieldOf<&EmailChannelSettings::to>(
           "to", "Who is written to where the workflow names nobody.",
           {.example = R"(["ops@example.com"])", .check = CheckMailAddress})});
  return table;
}

const FieldTable& SmsChannelSettings::Spec() {
  static const std::string description = "Text messages over the account of `" + TextAccounts() +
                                         "`, within `limits.countries`. A channel named `sms` is "
                                         "there without an entry.";
  static const FieldTable table = TableOf<SmsChannelSettings>(
      "sms", description,
      {FieldOf<&SmsChannelSettings::from>("from", "Another number of the account than its `from`.",
                                          {.example = "+15551234567", .check = CheckPhone})});
  return table;
}

const FieldTable& ChannelRetrySettings::Spec() {
  static const FieldTable table = TableOf<ChannelRetrySettings>(
      "retry", "When a message is not taken.",
      {FieldOf<&ChannelRetrySettings::attempts>(
           "attempts",
           "Tries in all. An answer of 400 to 499 other than 408, 425 and 429 ends them at once.",
           {.min = 1, .max = 100}),
       FieldOf<&ChannelRetrySettings::backoff>(
           "backoff", "Pause before the second try; doubled each time, a quarter more or less.",
           {.min = 100, .max = 3'600e3}),
       FieldOf<&ChannelRetrySettings::max_backoff>("max_backoff", "The longest of these pauses.",
                                                   {.min = 100, .max = 3'600e3}),
       FieldOf<&ChannelRetrySettings::max_age>(
           "max_age", "Age at which it is given up, whatever tries are left.",
           {.min = 1e3, .max = 86'400e3})});
  return table;
}

const FieldTable& ChannelSettings::Spec() {
  static const FieldTable table = TableOf<ChannelSettings>(
      "channels",
      "Where workflows send messages beside the phone, by name, so that they carry no addresses "
      "and no secrets. Each has one or more of the kinds.",
      {FieldOf<&ChannelSettings::name>(
           "name", "Name by which workflows call it; no delivery has it.",
           {.required = true, .example = "ops-chat", .check = CheckWord}),
       FieldOf<&ChannelSettings::webhook>("webhook", "For `notify.webhook`."),
       FieldOf<&ChannelSettings::slack>("slack", "For `notify.slack`."),
       FieldOf<&ChannelSettings::teams>("teams", "For `notify.teams`."),
       FieldOf<&ChannelSettings::ntfy>("ntfy", "For `notify.ntfy`."),
       FieldOf<&ChannelSettings::email>("email", "For `notify.email`."),
       FieldOf<&ChannelSettings::sms>("sms", "For `sms.send`."),
       FieldOf<&ChannelSettings::timeout>("timeout", "Time for one try.",
                                          {.min = 100, .max = 60e3}),
       FieldOf<&ChannelSettings::retry>("retry", "When it is not taken.")});
  return table;
}

}  // namespace tocsin::compose
