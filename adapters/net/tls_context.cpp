#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <ctime>

#include "adapters/net/wire.hpp"

namespace tocsin::net {

namespace ssl = asio::ssl;

namespace {

/// Clients are told whose certificates are taken, so that they can choose one of theirs.
Status AskForCertificates(ssl::context& context, const std::string& file) {
  error_code error;
  context.load_verify_file(file, error);
  auto* names = error ? nullptr : SSL_load_client_CA_file(file.c_str());
  if (names == nullptr) {
    return Fail(ErrorKind::kInvalid,
                "reading authorities of clients '" + file +
                    "': " + (error ? error.message() : "it holds no certificate"),
                "http");
  }
  SSL_CTX_set_client_CA_list(context.native_handle(), names);
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  // Without it no client that was checked could take up its session again.
  constexpr unsigned char kSessions[] = "tocsin";
  SSL_CTX_set_session_id_context(context.native_handle(), kSessions, sizeof kSessions - 1);
  return {};
}

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeBytes {
  void operator()(BIO* bytes) const { BIO_free(bytes); }
};

}  // namespace

std::optional<TimePoint> FirstEndIn(const std::string& file) {
  const std::unique_ptr<BIO, FreeBytes> bytes(BIO_new_file(file.c_str(), "r"));
  std::optional<TimePoint> first;
  while (bytes) {
    const std::unique_ptr<X509, FreeCertificate> certificate(
        PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr));
    std::tm end{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) break;
    const TimePoint at(std::chrono::seconds(timegm(&end)));
    first = first ? std::min(*first, at) : at;
  }
  ERR_clear_error();  // the end of the file is one
  return first;
}

Result<std::unique_ptr<ssl::context>> MakeServerTls(const TlsFiles& files) {
  if (files.certificate.empty() != files.key.empty()) {
    return Fail(ErrorKind::kInvalid,
                "setting up TLS: certificate and key are needed, one is missing", "http");
  }
  if (files.certificate.empty() && !files.client_authorities.empty()) {
    return Fail(ErrorKind::kInvalid,
                "setting up TLS: certificates of clients need a certificate and key of ours",
                "http");
  }
  if (files.certificate.empty()) return nullptr;
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->use_certificate_chain_file(files.certificate, error);
  if (error) {
    return Fail(ErrorKind::kInvalid,
                "reading certificate '" + files.certificate + "': " + error.message(), "http");
  }
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) {
    return Fail(
        ErrorKind::kInvalid,
        "reading private key '" + files.key + "' (must fit the certificate): " + error.message(),
        "http");
  }
  if (!files.client_authorities.empty())
    TRY(AskForCertificates(*context, files.client_authorities));
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
