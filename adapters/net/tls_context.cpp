#include "adapters/net/wire.hpp"

namespace tocsin::net {

namespace ssl = asio::ssl;

Result<std::unique_ptr<ssl::context>> MakeServerTls(const std::string& certificate_file,
                                                    const std::string& key_file) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->use_certificate_chain_file(certificate_file, error);
  if (error) {
    return Fail(ErrorKind::kInvalid,
                "reading certificate '" + certificate_file + "': " + error.message(), "http");
  }
  context->use_private_key_file(key_file, ssl::context::pem, error);
  if (error) {
    return Fail(
        ErrorKind::kInvalid,
        "reading private key '" + key_file + "' (must fit the certificate): " + error.message(),
        "http");
  }
  return context;
}

Result<std::unique_ptr<ssl::context>> MakeClientTls(const std::string& authorities_file) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_default_verify_paths(error);
  if (!authorities_file.empty()) context->load_verify_file(authorities_file, error);
  if (error) {
    return Fail(ErrorKind::kInvalid,
                "reading certificate authorities '" + authorities_file + "': " + error.message(),
                "http");
  }
  return context;
}

}  // namespace tocsin::net
