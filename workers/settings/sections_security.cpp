#include "schemas/text_checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {
namespace {

constexpr double kLongestReplay = 24 * 3'600e3;
constexpr double kShortestLink = 60e3;
constexpr double kLongestLink = 7 * 24 * 3'600e3;

}  // namespace

const FieldTable& HookBasicSettings::Spec() {
  static const FieldTable table = TableOf<HookBasicSettings>(
      "basic", "User and password, by HTTP Basic.",
      {FieldOf<&HookBasicSettings::user>("user", "The user.",
                                         {.required = true, .example = "proxmox"}),
       FieldOf<&HookBasicSettings::password>(
           "password", "The password.",
           {.required = true, .example = "${file:/run/secrets/proxmox_hook}"})});
  return table;
}

const FieldTable& HookHmacSettings::Spec() {
  static const FieldTable table = TableOf<HookHmacSettings>(
      "hmac", "A keyed hash (HMAC) of the body in a header.",
      {FieldOf<&HookHmacSettings::secret>(
           "secret", "The key.",
           {.required = true, .example = "${file:/run/secrets/grafana_hook}"}),
       FieldOf<&HookHmacSettings::header>(
           "header", "The header that holds it.",
           {.required = true, .example = "X-Grafana-Alerting-Signature", .check = CheckWord}),
       FieldOf<&HookHmacSettings::algorithm>("algorithm", "The hash.",
                                             {.allowed = {"sha1", "sha256", "sha512"}}),
       FieldOf<&HookHmacSettings::encoding>("encoding", "How it is written.",
                                            {.allowed = {"hex", "base64"}}),
       FieldOf<&HookHmacSettings::prefix>("prefix", "What stands before it in the header.",
                                          {.example = "sha256="}),
       FieldOf<&HookHmacSettings::timestamp_header>(
           "timestamp_header",
           "A header with the time of sending, in seconds since 1970, which is signed too.",
           {.example = "X-Grafana-Alerting-Signature-Timestamp", .check = CheckWord}),
       FieldOf<&HookHmacSettings::signed_text>(
           "signed", "What is signed, with `{body}` and `{timestamp}`.",
           {.example = "{timestamp}:{body}",
            .default_text = "`{body}`, with a timestamp_header `{timestamp}:{body}`"}),
       FieldOf<&HookHmacSettings::tolerance>(
           "tolerance", "How far the time of sending may be from ours; then it is a replay.",
           {.min = 1e3, .max = kLongestReplay})});
  return table;
}

const FieldTable& HookWaySettings::Spec() {
  static const FieldTable table = TableOf<HookWaySettings>(
      "webhooks",
      "Who may send to `/hooks/NAME`: all that an entry gives must hold, of several entries of one "
      "hook any one. A hook without an entry takes an API key, as `/events` does.",
      {FieldOf<&HookWaySettings::hook>(
           "hook", "The hook: NAME of `workflows/hooks/NAME.yaml`.",
           {.required = true, .example = "alertmanager", .check = CheckWord}),
       FieldOf<&HookWaySettings::bearer>("bearer", "The token of `Authorization: Bearer TOKEN`.",
                                         {.example = "${file:/run/secrets/alertmanager_hook}"}),
       FieldOf<&HookWaySettings::basic>("basic", "User and password, by HTTP Basic."),
       FieldOf<&HookWaySettings::hmac>("hmac", "A keyed hash (HMAC) of the body in a header."),
       FieldOf<&HookWaySettings::standard>(
           "standard",
           "The key of a Standard Webhooks signature; repeats after five minutes are "
           "refused.",
           {.example = "${file:/run/secrets/sender_hook}"}),
       FieldOf<&HookWaySettings::allow>("allow",
                                        "Addresses or networks; from others nothing is taken.",
                                        {.example = R"(["10.0.0.0/8"])", .check = CheckNetwork}),
       FieldOf<&HookWaySettings::open>(
           "open", "No secret: from this machine, or from `allow` where it is given.")});
  return table;
}

const FieldTable& SecuritySettings::Spec() {
  static const FieldTable table = TableOf<SecuritySettings>(
      "security", "Who may do what.",
      {FieldOf<&SecuritySettings::internal_api_key>(
           "internal_api_key",
           "An API key beside those of `tocsin keys create`, for services on the same network.",
           {.example = "${file:/run/secrets/internal_api_key}"}),
       FieldOf<&SecuritySettings::rates>("rates", "Rates of the HTTP API."),
       FieldOf<&SecuritySettings::webhooks>(
           "webhooks",
           "Who may send to `/hooks/NAME`: all that an entry gives must hold, of several entries "
           "of "
           "one hook any one. A hook without an entry takes an API key, as `/events` does."),
       FieldOf<&SecuritySettings::cors>(
           "cors",
           "Origins whose pages may use the API from within a browser (CORS), with a key as ever; "
           "without it no page of another origin.",
           {.example = R"(["https://desk.example.com"])", .check = CheckOrigin}),
       FieldOf<&SecuritySettings::links>(
           "links",
           "How long the link of a message opens its page, from the message on; the question's end "
           "closes it sooner.",
           {.min = kShortestLink, .max = kLongestLink})},
      {"allow"});
  return table;
}

}  // namespace tocsin::compose
