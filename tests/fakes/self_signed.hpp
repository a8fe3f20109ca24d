#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace tocsin::fakes {

/// A fresh key and certificate for one host name or address, as files that go away with the object.
class SelfSigned {
 public:
  /// `name`: "DNS:localhost" or "IP:127.0.0.1". `seconds`: from now to its end.
  explicit SelfSigned(const std::string& name, long seconds = 3600) {
    std::string folder = (std::filesystem::temp_directory_path() / "tocsin-tls-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("tocsin test"), -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name.c_str());
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
    Save(CertificateFile(), [&](std::FILE* file) { PEM_write_X509(file, certificate); });
    Save(KeyFile(), [&](std::FILE* file) {
      PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  SelfSigned(const SelfSigned&) = delete;
  SelfSigned& operator=(const SelfSigned&) = delete;
  ~SelfSigned() { std::filesystem::remove_all(folder_); }

  std::string CertificateFile() const { return (folder_ / "certificate.pem").string(); }
  std::string KeyFile() const { return (folder_ / "key.pem").string(); }

 private:
  template <class Write>
  static void Save(const std::string& path, Write write) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (file == nullptr) std::abort();
    write(file);
    std::fclose(file);
  }

  std::filesystem::path folder_;
};

}  // namespace tocsin::fakes
