#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "fakes/self_signed.hpp"
#include "tests/harness/process.hpp"

namespace tocsin::test {

inline constexpr const char* kUser = "tocsin";
inline constexpr const char* kPassword = "right-password";

/// A real broker with one TLS listener that asks for SCRAM-SHA-512, PLAIN or OAUTHBEARER, made of
/// the files that tools/kafka has fetched. Removed with the object.
class SecureBroker {
 public:
  /// `keys_url`: where it gets the public keys of tokens (JWKS); it must answer already.
  explicit SecureBroker(const std::string& keys_url);
  ~SecureBroker();
  SecureBroker(const SecureBroker&) = delete;
  SecureBroker& operator=(const SecureBroker&) = delete;

  /// Why it is not there; empty when it is.
  const std::string& Trouble() const { return trouble_; }
  const std::string& Address() const { return address_; }
  /// librdkafka's properties for its listener: TLS with its certificate, and a mechanism.
  std::map<std::string, std::string> Client(const std::string& mechanism) const;

 private:
  void WriteConfig(int port, int controller, const std::string& keys_url);
  std::vector<std::string> Java(const std::vector<std::string>& arguments) const;

  std::filesystem::path folder_;
  std::filesystem::path libraries_;
  fakes::SelfSigned certificate_{"IP:127.0.0.1"};
  std::string keys_url_;
  std::string address_;
  std::string trouble_;
  std::unique_ptr<harness::Process> process_;
};

}  // namespace tocsin::test
