#include <array>

#include "schemas/text_checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {
namespace {

constexpr double kMinute = 60e3;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;

}  // namespace

std::span<const std::string_view> WordsOf(RecordFormat) {
  static constexpr std::array<std::string_view, 3> kWords = {"json", "avro", "protobuf"};
  return kWords;
}

const FieldTable& InboundRule::Spec() {
  static const FieldTable table = TableOf<InboundRule>(
      "in",
      "How plain records of a topic become events: jq over the record's JSON, with $record = "
      "{topic, partition, offset, key}.",
      {FieldOf<&InboundRule::topic>(
           "topic",
           "Full name of the topic; or, with a leading `^`, a regular expression over names: what "
           "matches is read from its beginning within seconds of being made. It never takes "
           "PREFIX.*, Kafka's own topics (`__*`) and those that `bridge.deliveries` write.",
           {.required = true, .example = "monitoring.raw", .check = CheckTopics}),
       FieldOf<&InboundRule::type>("type",
                                   "Type of the events; jq when it begins with `.`, `$` or `(`.",
                                   {.required = true, .example = "tocsin.alert.raised"}),
       FieldOf<&InboundRule::id>("id", "jq; the event's id.",
                                 {.example = ".id", .default_text = "topic/partition/offset"}),
       FieldOf<&InboundRule::subject>("subject", "jq; the alert's id.",
                                      {.example = ".alert", .default_text = "the record's key"}),
       FieldOf<&InboundRule::data>(
           "data", "jq; the event's data.",
           {.example = "{title: .text, severity: .level}", .default_text = "the record"}),
       FieldOf<&InboundRule::format>(
           "format",
           "How the values are written; `avro` and `protobuf` in the wire format of Confluent's "
           "serializers, read as JSON by the schemas of `bus.registry`.")});
  return table;
}

const FieldTable& RegistrySettings::Spec() {
  static const FieldTable table = TableOf<RegistrySettings>(
      "registry", "Confluent's Schema Registry, or one that answers as it does.",
      {FieldOf<&RegistrySettings::url>(
           "url", "Its address.",
           {.example = "https://registry.example.com:8081", .check = CheckHttpUrl}),
       FieldOf<&RegistrySettings::username>("username", "For basic authentication; empty: none.",
                                            {.example = "tocsin"}),
       FieldOf<&RegistrySettings::password>("password", "The same.",
                                            {.example = "${file:/run/secrets/registry_password}"}),
       FieldOf<&RegistrySettings::timeout>("timeout", "Time for one request.",
                                           {.min = 100, .max = kMinute})});
  return table;
}

const FieldTable& BusSettings::Spec() {
  static const FieldTable table = TableOf<BusSettings>(
      "bus", "Kafka, or with `--embedded` the durable bus inside PostgreSQL.",
      {FieldOf<&BusSettings::brokers>(
           "brokers", "Kafka's bootstrap addresses; not needed with `--embedded`.",
           {.example = "kafka-1:9092,kafka-2:9092", .check = CheckBrokers}),
       FieldOf<&BusSettings::group>(
           "group", "Consumer groups are GROUP-workflow, GROUP-voice and GROUP-bridge.",
           {.check = CheckTopicName}),
       FieldOf<&BusSettings::prefix>(
           "prefix", "First part of the topic names: PREFIX.alerts, PREFIX.calls, ...",
           {.check = CheckTopicName}),
       FieldOf<&BusSettings::partitions>("partitions", "Partitions of topics that tocsin makes.",
                                         {.min = 1, .max = 1000}),
       FieldOf<&BusSettings::gateway>(
           "gateway",
           "With `--embedded`: an address on loopback for kcat and other "
           "librdkafka clients."),
       FieldOf<&BusSettings::in>("in",
                                 "Topics whose records are no CloudEvents: plain JSON, Avro or "
                                 "Protobuf."),
       FieldOf<&BusSettings::registry>("registry", "Where the schemas of Avro and Protobuf are."),
       FieldOf<&BusSettings::client>(
           "client",
           "Any librdkafka property, for TLS, SASL and the like; sasl.oauthbearer.method=oidc too.",
           {.example = R"({"security.protocol":"ssl"})"})});
  return table;
}

const FieldTable& StoreSettings::Spec() {
  static const FieldTable table = TableOf<StoreSettings>(
      "store", "The PostgreSQL database.",
      {FieldOf<&StoreSettings::url>(
           "url", "Address of the database; with `--embedded` and no address tocsin runs its own.",
           {.example = "postgresql://tocsin:PASSWORD@db:5432/tocsin",
            .shown = Shown::kUrl,
            .check = CheckDatabaseUrl}),
       FieldOf<&StoreSettings::schema>("schema", "Schema that holds the tables.",
                                       {.check = CheckSqlName}),
       FieldOf<&StoreSettings::timeout>(
           "timeout",
           "How long the database may take to answer before the call is given up and tried again. "
           "Taking partitions over may take a minute, a migration's statement ten.",
           {.min = 1e3, .max = 10 * kMinute}),
       FieldOf<&StoreSettings::inbox_retention>(
           "inbox_retention",
           "How long event ids are remembered; a repeat later than this counts as new.",
           {.min = kDay, .max = 366 * kDay}),
       FieldOf<&StoreSettings::history_retention>(
           "history_retention",
           "How long finished runs, their history, conversations (questions, calls with their "
           "numbers, what was said) and rows of the table `alerts` stay after their end. Runs go "
           "by whole days where it is a day or more.",
           {.min = kMinute, .max = 3660 * kDay})});
  return table;
}

const FieldTable& TlsSettings::Spec() {
  static const FieldTable table = TableOf<TlsSettings>(
      "tls",
      "Certificate of the listener; without it plain HTTP, for a proxy in front. Files that have "
      "changed are read again at SIGHUP.",
      {FieldOf<&TlsSettings::certificate>("certificate", "PEM file of the certificate chain.",
                                          {.example = "/etc/tocsin/tls.crt"}),
       FieldOf<&TlsSettings::key>("key", "PEM file of its key.",
                                  {.example = "/etc/tocsin/tls.key"}),
       FieldOf<&TlsSettings::client_ca>(
           "client_ca",
           "PEM file of authorities. With it every client of every path has to show a certificate "
           "of one of them, carriers and monitors too; without it none is asked for.",
           {.example = "/etc/tocsin/clients-ca.pem"})});
  return table;
}

const FieldTable& WebSocketSettings::Spec() {
  static const FieldTable table = TableOf<WebSocketSettings>(
      "websocket", "Carriers' media sockets.",
      {FieldOf<&WebSocketSettings::max_size>(
           "max_size", "Bytes of the largest message; a larger one closes the socket.",
           {.min = 4096, .max = 64.0 * 1024 * 1024}),
       FieldOf<&WebSocketSettings::ping_interval>("ping_interval", "Time between pings; 0: none.",
                                                  {.min = 0, .max = kHour}),
       FieldOf<&WebSocketSettings::ping_timeout>(
           "ping_timeout", "A socket that says nothing for this long after a ping is dropped.",
           {.min = 1000, .max = 5 * kMinute}),
       FieldOf<&WebSocketSettings::max_waiting>(
           "max_waiting",
           "Bytes of ours that a carrier may leave unread; beyond, the socket is dropped and the "
           "call comes back by its redirect. Sound is 11 KB a second, Exotel's up to 64.",
           {.min = 16.0 * 1024, .max = 64.0 * 1024 * 1024}),
       FieldOf<&WebSocketSettings::max_open>(
           "max_open", "Calls on live sound at a time; the next ones are led by prompts.",
           {.min = 1, .max = 100'000})});
  return table;
}

const FieldTable& HttpSettings::Spec() {
  static const FieldTable table = TableOf<HttpSettings>(
      "http", "The listener for API, webhooks and metrics.",
      {FieldOf<&HttpSettings::listen>(
           "listen", "Address and port; `PORT` in the environment listens on all addresses.",
           {.check = CheckListen}),
       FieldOf<&HttpSettings::public_url>(
           "public_url",
           "The address by which the carrier reaches this listener; needed for telephony.",
           {.example = "https://voice.example.com", .check = CheckHttpUrl}),
       FieldOf<&HttpSettings::tls>("tls", "TLS by tocsin itself."),
       FieldOf<&HttpSettings::trusted_proxies>(
           "trusted_proxies", "Addresses or networks whose X-Forwarded-For is believed.",
           {.example = R"(["10.0.0.0/8"])", .check = CheckNetwork}),
       FieldOf<&HttpSettings::max_body_bytes>("max_body_bytes",
                                              "Larger requests are answered with 413.",
                                              {.min = 1024, .max = 64.0 * 1024 * 1024}),
       FieldOf<&HttpSettings::request_timeout>("request_timeout", "Time for one request.",
                                               {.min = 1000, .max = 5 * kMinute}),
       FieldOf<&HttpSettings::idle_timeout>(
           "idle_timeout", "Idle connections are closed after this.", {.min = 1000, .max = kHour}),
       FieldOf<&HttpSettings::max_connections>("max_connections", "More are answered with 503.",
                                               {.min = 1, .max = 100'000}),
       FieldOf<&HttpSettings::websocket>("websocket", "Carriers' media sockets.")});
  return table;
}

}  // namespace tocsin::compose
