#include "planted_site.hpp"

#include <signal.h>

#include <cstdio>

#include "schemas/base64.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

constexpr const char* kPeople = R"({
  '+15550107001': [
    {turns: [{hear: nginx, press: '1'}, {hear: confirm, press: '1'}]},
    {turns: [{hear: nginx, say: dismiss it}, {hear: confirm, press: '1'}]},
    {no_answer: true}],
  '+15550107002': [{failed: true}],
  '+15550107003': [{turns: [{hear: nginx, say: how bad is it}, {hear: cannot answer, press: '2'}, {hear: confirm, press: '1'}]}],
  '+15550107004': [{turns: [{silent: 1s}], hang_up_after: 2s}]})";
constexpr const char* kResources = R"(
contacts:
  alice: {name: Alice, phone: '+15550107001'}
  bob: {name: Bob, phone: '+15550107002'}
policies: {default: {rungs: [{contact: alice}, {contact: bob}]}}
)";
constexpr const char* kTwilioToken = "planted-twilio-token-4b1f";
constexpr const char* kHookBearer = "planted-hook-bearer-6d02";
constexpr const char* kHookPassword = "planted-hook-password-91ce";
constexpr const char* kWrongKey = "planted-wrong-key-2f6a";

/// A closed port: whoever is sent there is told so at once.
constexpr const char* kNobody = "http://127.0.0.1:1";

std::string SettingsOf(const std::string& receiver) {
  return "telemetry: {log: {level: debug}}\n"
         "secrets: {lookup: planted-lookup-secret-83ab}\n"
         "language: {chat: {url: '" +
         std::string(kNobody) +
         "', api_key: planted-model-key-50d7}}\n"
         "security:\n"
         "  internal_api_key: planted-internal-key-1c44\n"
         "  webhooks:\n"
         "    - {hook: generic, bearer: " +
         kHookBearer +
         "}\n"
         "    - {hook: shop, basic: {user: shop, password: " +
         kHookPassword +
         "}}\n"
         "    - {hook: signed, hmac: {secret: planted-hmac-secret-77e1, header: X-Sign}}\n"
         "bridge:\n  deliveries:\n    - {name: executor, url: '" +
         receiver +
         "/do?key=planted-url-key-aa10', secret: planted-delivery-secret-3e9b}\n"
         "    - {name: gone, types: [com.example.gone], url: '" +
         kNobody +
         "/x?key=planted-gone-key-c2f8', secret: planted-gone-secret-d951, retry: {attempts: 1}}\n"
         "channels:\n"
         "  - {name: chat, slack: {url: '" +
         receiver +
         "/services/planted-slack-path-b8d3'}}\n"
         "  - {name: deaf, slack: {url: '" +
         kNobody +
         "/services/planted-deaf-path-e07c'}, retry: {attempts: 1}}\n"
         "  - {name: phone, ntfy: {url: '" +
         receiver +
         "', topic: planted-ntfy-topic-4410, token: planted-ntfy-token-9a2d}}\n"
         "  - {name: page, webhook: {url: '" +
         receiver +
         "/page', secret: planted-page-secret-f31e, headers: {X-Token: "
         "planted-page-header-0b6c}}, retry: {attempts: 1}}\n";
}

constexpr const char* kTell = R"(
document: {dsl: '1.0.3', namespace: t, name: tell, version: '1.0.0'}
schedule: {on: {one: {with: {type: com.example.tell}}}}
do:
  - chat: {call: notify.slack, with: {channel: chat, text: something is up, alert_id: com.example.tell}}
  - hum: {call: notify.ntfy, with: {channel: phone, text: something is up, alert_id: com.example.tell}}
  - page: {call: notify.webhook, with: {channel: page, body: {what: something is up}, alert_id: com.example.tell}}
  - deaf: {call: notify.slack, with: {channel: deaf, text: nobody hears this, alert_id: com.example.tell}}
)";
constexpr const char* kLookUp = R"(
document: {dsl: '1.0.3', namespace: t, name: look-up, version: '1.0.0'}
schedule: {on: {one: {with: {type: com.example.lookup}}}}
use: {secrets: [lookup]}
do:
  - ask:
      call: http
      with:
        method: get
        endpoint:
          uri: http://127.0.0.1:1/things
          authentication: {bearer: {token: '${ $secrets.lookup }'}}
)";
constexpr const char* kShop = R"(
type: com.example.order
id: .number
data: '{total: ($request.query.total | tonumber)}'
examples:
  - {name: x, made_by: {program: p, version: v, source: s}, query: {total: '1'}, body: {number: 1}}
)";

/// Secrets where none may be, or in a wrong form.
constexpr const char* kFaults = R"(
store: {url: 'postgres//t:planted-fault-a@host/t'}
security:
  internal_api_key: [planted-fault-b]
  webhooks: [{hook: x, bearer: {y: planted-fault-c}}]
channels:
  - {name: a, slack: {url: 'hooks.slack.com/planted-fault-d'}}
  - {name: b, ntfy: {topic: [planted-fault-i], url: 'ntfy/planted-fault-j'}}
  - {name: c, webhook: {url: 'https://user:planted-fault-k@host name/'}}
bridge: {deliveries: [{name: d, url: 'ftp://host/x?key=planted-fault-e', secret: s}]}
bus: {brokers: x, client: {sasl.password: {p: planted-fault-f}}}
telephony: {twilio: {auth_token: [planted-fault-g], account_sid: x, from: '+1'}}
language: {chat: {url: 'https://user:planted-fault-h@host name', api_key: x}}
)";

/// user, password and host of "postgresql://user:password@host".
std::string PasswordOf(const std::string& url) {
  const auto at = url.rfind('@');
  const auto begin = url.find(':', url.find("//")) + 1;
  return at == std::string::npos || begin > at ? "" : url.substr(begin, at - begin);
}

std::vector<Planted> Secrets() {
  return {{"twilio token", kTwilioToken},
          {"former twilio token", "planted-former-token-5e21"},
          {"kafka password", "planted-kafka-password-18bd"},
          {"workflow secret", "planted-lookup-secret-83ab"},
          {"model key", "planted-model-key-50d7"},
          {"internal key", "planted-internal-key-1c44"},
          {"hook bearer", kHookBearer},
          {"hook password", kHookPassword},
          {"hook password in Basic", EncodeBase64(std::string("shop:") + kHookPassword)},
          {"hmac secret", "planted-hmac-secret-77e1"},
          {"delivery secret", "planted-delivery-secret-3e9b"},
          {"key in a delivery's address", "planted-url-key-aa10"},
          {"key in a dead delivery's address", "planted-gone-key-c2f8"},
          {"dead delivery's secret", "planted-gone-secret-d951"},
          {"slack address", "planted-slack-path-b8d3"},
          {"dead slack address", "planted-deaf-path-e07c"},
          {"ntfy topic", "planted-ntfy-topic-4410"},
          {"ntfy token", "planted-ntfy-token-9a2d"},
          {"channel secret", "planted-page-secret-f31e"},
          {"channel header", "planted-page-header-0b6c"},
          {"wrong key", kWrongKey},
          {"password of a database that is away", "planted-away-password-3c0d"},
          {"secret in settings at fault", "planted-fault"},
          {"database password", PasswordOf(DatabaseAddress())}};
}

/// Without the sign, as it stands in addresses and spoken texts too.
std::vector<Planted> Numbers() {
  std::vector<Planted> all;
  for (const auto& [name, number] :
       std::initializer_list<std::pair<const char*, const char*>>{{"alice", kAlice},
                                                                  {"bob", kBob},
                                                                  {"carol", kCarol},
                                                                  {"last resort", "+15559876543"},
                                                                  {"stranger", kStranger},
                                                                  {"on the bus", kOnTheBus}})
    all.push_back({name, std::string(number).substr(2)});
  return all;
}

bool Failed(const char* what) {
  std::fprintf(stderr, "the story does not go on: %s\n", what);
  return false;
}

}  // namespace

PlantedSite::PlantedSite()
    : secrets(Secrets()),
      numbers(Numbers()),
      site_({.people = kPeople,
             .resources = kResources,
             .settings = SettingsOf(receiver_.Url()),
             .twilio = ", auth_token_previous: planted-former-token-5e21"}) {
  site_.StopPhone();
  site_.Edit(".env", "TWILIO_AUTH_TOKEN=12345", std::string("TWILIO_AUTH_TOKEN=") + kTwilioToken);
  site_.StartPhone();
  site_.Edit("tocsin.yaml", "bus: {",
             "bus: {client: {sasl.password: planted-kafka-password-18bd, debug: "
             "'generic,broker,security,conf'}, ");
  site_.Write("workflows/ops/ring-back.yaml",
              site_.ReadFile(TOCSIN_SOURCE_DIR "/workflows/ops/ring-back.yaml"));
  site_.Write("workflows/tell.yaml", kTell);
  site_.Write("workflows/look-up.yaml", kLookUp);
  site_.Write("workflows/hooks/shop.yaml", kShop);
  for (const auto* hook : {"generic", "signed"})
    site_.Write("workflows/hooks/" + std::string(hook) + ".yaml",
                site_.ReadFile(TOCSIN_SOURCE_DIR "/workflows/hooks/generic.yaml"));
}

bool PlantedSite::PlayStory() {
  if (!site_.Start()) return Failed("the worker does not start");
  for (const auto& header : site_.Key()) secrets.Plant({"API key", header.second.substr(7)});
  reader_ = site_.At().Tocsin({"keys", "create", "reader", "--scope", "read"}).output;
  reader_.pop_back();
  secrets.Plant({"API key of a reader", reader_});
  const bool all = Calls() && Messages() && Refusals();
  if (!all) std::fprintf(stderr, "%s", site_.Worker().Errors().c_str());
  return all;
}

bool PlantedSite::Calls() {
  const auto closed = [&](const std::string& alert, const std::string& outcome) {
    const auto seen = site_.Bus().WaitFor("alerts", alert, "tocsin.alert.closed", 1);
    return seen.size() == 1 && seen[0].At("outcome") == outcome;
  };
  site_.Raise("by-bus", "p1");
  if (!closed("by-bus", "approved")) return Failed("an alert by Kafka is approved");
  if (site_.Bus().WaitFor("actions", "by-bus", "tocsin.action.completed", 1).empty())
    return Failed("its action is delivered");
  const auto hooked =
      site_.Send("POST", "/hooks/generic",
                 {{"Authorization", std::string("Bearer ") + kHookBearer},
                  {"Content-Type", "application/json"}},
                 R"({"alert_id":"by-hook","title":"nginx has stopped","severity":"critical"})");
  if (hooked.status != 202 || !closed("by-hook", "dismissed"))
    return Failed("an alert by a hook is dismissed");
  site_.At().Query(
      "insert into alerts (alert_id, title, severity) values ('by-sql', 'nginx has stopped', "
      "'critical')");
  if (!closed("by-sql", "unanswered")) return Failed("an alert by SQL finds nobody");
  if (site_.Initiate("by-hand", kCarol).status != 202 ||
      site_.Bus().WaitFor("decisions", "by-hand", "tocsin.decision.made", 1).empty())
    return Failed("a call asked for by hand decides");
  const auto rung =
      Ask({.method = "POST",
           .url = site_.PhoneUrl() + "/sim/inbound",
           .body = R"({"from":")" + std::string(kStranger) + R"(","to":"+15551234567","url":")" +
                   site_.WorkerUrl() + R"(/voice/twilio/inbound","status_callback":")" +
                   site_.WorkerUrl() + R"(/api/voice/webhook/status"})"});
  if (rung.status / 100 != 2 || site_.WaitForCalls(kStranger, 1).empty())
    return Failed("somebody rings our number");
  return true;
}

bool PlantedSite::Messages() {
  for (const auto* type : {"com.example.tell", "com.example.lookup", "com.example.gone"}) {
    auto headers = site_.Key();
    headers.emplace_back("Content-Type", "application/cloudevents+json");
    const std::string name(type);
    const auto sent =
        site_.Send("POST", "/events", std::move(headers),
                   R"({"specversion":"1.0","id":")" + name + R"(","source":"/t","type":")" + name +
                       R"(","subject":")" + name + R"(","data":{}})");
    if (sent.status != 202) return Failed(type);
  }
  if (site_.Bus().WaitFor("calls", "com.example.tell", "tocsin.message.sent", 3).size() != 3)
    return Failed("three messages are sent");
  if (site_.Bus().WaitFor("calls", "com.example.tell", "tocsin.message.failed", 1).empty())
    return Failed("one message fails");
  if (!site_.Worker().WaitForLine("look-up failed", std::chrono::seconds(60)))
    return Failed("a request of a workflow fails");
  if (!site_.Worker().WaitForLine("delivery 'gone'", std::chrono::seconds(60)))
    return Failed("a delivery fails");
  return true;
}

bool PlantedSite::Refusals() {
  site_.Produce("junk", "p9", std::string(R"({"phone": )") + kOnTheBus);
  if (site_.Bus().WaitFor("dlq", "junk", "", 1).empty()) return Failed("junk is a dead letter");
  const auto basic = "Basic " + EncodeBase64(std::string("shop:") + kHookPassword);
  if (site_.Send("POST", "/hooks/shop", {{"Authorization", basic}}, R"({"number": 1})").status !=
      422)
    return Failed("a hook cannot map a body");
  const HttpHeaders wrong = {{"Authorization", std::string("Bearer ") + kWrongKey}};
  for (const auto& [method, path] : std::initializer_list<std::pair<const char*, const char*>>{
           {"GET", "/api/voice/conversations"}, {"POST", "/events"}, {"POST", "/hooks/generic"}})
    if (const auto answer = site_.Send(method, path, wrong, "{}"); answer.status != 401)
      return Failed(path);
    else
      Look(std::string("answer to a wrong key at ") + path, answer.body);
  const HttpHeaders form = {{"Content-Type", "application/x-www-form-urlencoded"},
                            {"X-Twilio-Signature", "d3Jvbmc="}};
  const auto forged =
      site_.Send("POST", "/api/voice/webhook/answer", form,
                 "CallSid=CA1&AccountSid=AC1&From=%2B" + std::string(kAlice).substr(1));
  if (forged.status != 403) return Failed("a forged webhook is refused");
  Look("answer to a forged webhook", forged.body);
  // Settings at fault, read again by the running worker.
  const auto good = site_.ReadFile("tocsin.yaml");
  site_.Write("tocsin.yaml", good + "nonsense: {token: planted-former-token-5e21}\n");
  site_.Worker().Signal(SIGHUP);
  const bool told =
      site_.Worker().WaitForLine("the settings have errors", std::chrono::seconds(60)).has_value();
  site_.Write("tocsin.yaml", good);
  site_.Write("faults.yaml", kFaults);
  const auto checked = site_.At().Tocsin({"config", "check", "--config", "faults.yaml"});
  Look("config check of settings at fault", checked.output + checked.errors);
  if (checked.exit != 1) return Failed("settings at fault are told");
  // A database that is not there, with a password that is none of the installation's.
  site_.Write("away.yaml",
              "store: {url: 'postgresql://t:planted-away-password-3c0d@127.0.0.1:1/t'}\n");
  const auto away = site_.At().Tocsin({"keys", "list", "--config", "away.yaml"});
  Look("no database", away.output + away.errors);
  return told || Failed("a reload with settings at fault says so");
}

}  // namespace tocsin::harness
