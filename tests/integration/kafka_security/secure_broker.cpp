#include "secure_broker.hpp"

#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "tests/harness/site.hpp"

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr seconds kBrokerPatience{180};

fs::path FetchedLibraries() {
  std::error_code none;
  for (const auto& entry :
       fs::directory_iterator(fs::path(TOCSIN_SOURCE_DIR) / ".local/kafka", none))
    if (entry.path().filename().string().starts_with("lib-") &&
        fs::exists(entry.path() / "complete"))
      return entry.path();
  return {};
}

std::string TextOf(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

SecureBroker::SecureBroker(const std::string& keys_url)
    : libraries_(FetchedLibraries()), keys_url_(keys_url) {
  if (libraries_.empty()) {
    trouble_ = "no broker: tools/kafka start has not fetched one";
    return;
  }
  std::string pattern = (fs::temp_directory_path() / "tocsin-secure-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    trouble_ = "no folder for the broker";
    return;
  }
  folder_ = pattern;
  const int port = harness::FreePort();
  WriteConfig(port, harness::FreePort(), keys_url);
  const auto config = (folder_ / "server.properties").string();
  const auto formatted = harness::Run(
      {Java({"kafka.tools.StorageTool", "format", "-t", "4Ev0PnLhQdK2sYx1bM3ZcA", "-c", config,
             "--add-scram",
             std::string("SCRAM-SHA-512=[name=") + kUser + ",password=" + kPassword + "]"})},
      kBrokerPatience);
  if (formatted.exit != 0) {
    trouble_ = formatted.output + formatted.errors;
    return;
  }
  process_ =
      std::make_unique<harness::Process>(harness::Process::Options{Java({"kafka.Kafka", config})});
  if (process_->WaitForLine("Kafka Server started", kBrokerPatience))
    address_ = "127.0.0.1:" + std::to_string(port);
  else
    trouble_ = process_->Output() + process_->Errors();
}

SecureBroker::~SecureBroker() {
  process_.reset();
  std::error_code none;
  if (!folder_.empty()) fs::remove_all(folder_, none);
}

void SecureBroker::WriteConfig(int port, int controller, const std::string& keys_url) {
  // Kafka takes key and certificate from one PEM file.
  std::ofstream(folder_ / "broker.pem")
      << TextOf(certificate_.KeyFile()) << TextOf(certificate_.CertificateFile());
  const std::string modules = "org.apache.kafka.common.security.";
  std::ofstream(folder_ / "server.properties")
      << "process.roles=broker,controller\nnode.id=1\n"
      << "controller.quorum.voters=1@127.0.0.1:" << controller << '\n'
      << "listeners=SECURE://127.0.0.1:" << port << ",CONTROLLER://127.0.0.1:" << controller << '\n'
      << "advertised.listeners=SECURE://127.0.0.1:" << port << '\n'
      << "listener.security.protocol.map=SECURE:SASL_SSL,CONTROLLER:PLAINTEXT\n"
      << "controller.listener.names=CONTROLLER\ninter.broker.listener.name=SECURE\n"
      << "sasl.mechanism.inter.broker.protocol=PLAIN\n"
      << "log.dirs=" << (folder_ / "data").string() << '\n'
      << "offsets.topic.num.partitions=1\noffsets.topic.replication.factor=1\n"
      << "transaction.state.log.replication.factor=1\ntransaction.state.log.min.isr=1\n"
      << "group.initial.rebalance.delay.ms=0\n"
      << "ssl.keystore.type=PEM\nssl.keystore.location=" << (folder_ / "broker.pem").string()
      << "\nssl.truststore.type=PEM\nssl.truststore.location=" << certificate_.CertificateFile()
      << '\n'
      << "listener.name.secure.sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN,OAUTHBEARER\n"
      << "listener.name.secure.scram-sha-512.sasl.jaas.config=" << modules
      << "scram.ScramLoginModule required;\n"
      << "listener.name.secure.plain.sasl.jaas.config=" << modules
      << "plain.PlainLoginModule required username=\"broker\" password=\"inside\" "
         "user_broker=\"inside\" user_"
      << kUser << "=\"" << kPassword << "\";\n"
      << "listener.name.secure.oauthbearer.sasl.jaas.config=" << modules
      << "oauthbearer.OAuthBearerLoginModule required;\n"
      << "listener.name.secure.oauthbearer.sasl.server.callback.handler.class=" << modules
      << "oauthbearer.OAuthBearerValidatorCallbackHandler\n"
      << "listener.name.secure.oauthbearer.connections.max.reauth.ms=60000\n"
      << "listener.name.secure.oauthbearer.sasl.oauthbearer.jwks.endpoint.url=" << keys_url << '\n'
      << "listener.name.secure.oauthbearer.sasl.oauthbearer.expected.audience=kafka\n"
      << "sasl.oauthbearer.jwks.endpoint.url=" << keys_url << '\n';
  std::ofstream(folder_ / "log4j2.properties")
      << "appender.out.type=Console\nappender.out.name=out\nappender.out.layout.type="
         "PatternLayout\n"
      << "appender.out.layout.pattern=%p %c{1} %m%n\nrootLogger.level=info\n"
      << "rootLogger.appenderRef.out.ref=out\n";
}

std::vector<std::string> SecureBroker::Java(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {
      "java",
      "-Xms64m",
      "-Xmx384m",
      "-XX:TieredStopAtLevel=1",
      "-Djava.awt.headless=true",
      "-Dlog4j2.configurationFile=" + (folder_ / "log4j2.properties").string(),
      "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + keys_url_,
      "-cp",
      libraries_.string() + "/*"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::map<std::string, std::string> SecureBroker::Client(const std::string& mechanism) const {
  return {{"security.protocol", "SASL_SSL"},
          {"ssl.ca.location", certificate_.CertificateFile()},
          {"sasl.mechanisms", mechanism}};
}

}  // namespace tocsin::test
