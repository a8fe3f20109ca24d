// Certificates that change under a running server, and clients that have to show one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adapters/net/http_server.hpp"
#include "fakes/http_probe.hpp"
#include "fakes/raw_socket.hpp"
#include "fakes/self_signed.hpp"
#include "fakes/tls_probe.hpp"

namespace tocsin {
namespace {

using fakes::FunctionHandler;
using fakes::SelfSigned;
using fakes::TlsProbe;
using testing::HasSubstr;

constexpr const char* kHost = "IP:127.0.0.1";

/// A server whose files are those of a folder, as a certificate's renewal leaves them.
class Tls : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder =
        (std::filesystem::temp_directory_path() / "tocsin-renewed-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    files_ = {.certificate = (folder_ / "tls.crt").string(), .key = (folder_ / "tls.key").string()};
    Renew(first_);
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Renew(const SelfSigned& identity) const {
    constexpr auto kOver = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(identity.CertificateFile(), files_.certificate, kOver);
    std::filesystem::copy_file(identity.KeyFile(), files_.key, kOver);
  }
  void Serve(const TlsFiles& files) { server_ = StartHttpServer({.tls = files}, handler_).value(); }
  std::unique_ptr<TlsProbe> Connect(const SelfSigned& trusted, const SelfSigned* ours = nullptr,
                                    SSL_SESSION* session = nullptr) const {
    return std::make_unique<TlsProbe>(
        server_->Port(),
        TlsProbe::Options{.authorities = trusted.CertificateFile(),
                          .certificate = ours == nullptr ? "" : ours->CertificateFile(),
                          .key = ours == nullptr ? "" : ours->KeyFile(),
                          .session = session});
  }
  static void Write(const std::string& file, std::string_view text) { std::ofstream(file) << text; }

  const SelfSigned first_{kHost}, second_{kHost}, alice_{"DNS:alice"}, stranger_{"DNS:stranger"};
  std::filesystem::path folder_;
  TlsFiles files_;
  FunctionHandler handler_{[](const HttpRequest& request, const HttpRespond& respond) {
    respond({.status = 200, .headers = {}, .body = request.guarded ? "guarded" : "open"});
  }};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Tls, ARenewedCertificateIsTakenAndConnectionsGoOn) {
  Serve(files_);
  const auto before = Connect(first_);
  ASSERT_THAT(before->Get(), HasSubstr("guarded"));

  Renew(second_);
  ASSERT_THAT(Connect(first_)->Get(), HasSubstr("200 OK")) << "nobody has asked for it yet";
  ASSERT_TRUE(server_->UseTls(files_));

  EXPECT_THAT(before->Get(), HasSubstr("guarded")) << before->Trouble();
  EXPECT_THAT(Connect(second_)->Get(), HasSubstr("200 OK"));
  EXPECT_THAT(Connect(first_)->Trouble(), HasSubstr("certificate verify failed"));
}

TEST_F(Tls, WhatCannotBeUsedLeavesTheFormerInForce) {
  Serve(files_);
  const auto before = Connect(first_);
  const auto refused = [&](const TlsFiles& files, const std::string& file) {
    const auto used = server_->UseTls(files);
    const bool told = !used && used.error().kind == ErrorKind::kInvalid &&
                      used.error().message.find(file) != std::string::npos &&
                      CheckTls(files).error().message == used.error().message;
    EXPECT_TRUE(told) << (used ? "taken" : used.error().message);
    EXPECT_THAT(Connect(first_)->Get(), HasSubstr("200 OK"));
    EXPECT_THAT(before->Get(), HasSubstr("200 OK"));
  };
  std::filesystem::copy_file(second_.KeyFile(), files_.key,
                             std::filesystem::copy_options::overwrite_existing);
  refused(files_, "private key '" + files_.key + "' (must fit the certificate)");
  Write(files_.certificate, "-----BEGIN CERTIFICATE-----\nMIIB");
  refused(files_, "certificate '" + files_.certificate + "'");
  std::filesystem::remove(files_.certificate);
  refused(files_, "certificate '" + files_.certificate + "'");
  Renew(second_);
  files_.client_authorities = files_.key;  // no certificate in it
  refused(files_, "authorities of clients '" + files_.key + "'");
  refused({.certificate = files_.certificate}, "one is missing");
  refused({.client_authorities = alice_.CertificateFile()}, "need a certificate and key of ours");

  files_.client_authorities.clear();
  ASSERT_TRUE(server_->UseTls(files_)) << "mended";
  EXPECT_THAT(Connect(second_)->Get(), HasSubstr("200 OK"));
}

TEST_F(Tls, BeginsAndEndsAtAListenerThatIsThere) {
  Serve({});
  const fakes::RawSocket plain = fakes::RawSocket::ConnectTo(server_->Port());
  plain.Write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_THAT(plain.ReadUntil("guarded"), HasSubstr("200 OK"));
  ASSERT_TRUE(server_->UseTls(files_));
  EXPECT_THAT(Connect(first_)->Get(), HasSubstr("guarded"));
  plain.Write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(plain.ReadToEnd(), HasSubstr("200 OK")) << "it was there before";

  ASSERT_TRUE(server_->UseTls({}));
  const fakes::RawSocket again = fakes::RawSocket::ConnectTo(server_->Port());
  again.Write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(again.ReadToEnd(), HasSubstr("200 OK"));
}

TEST_F(Tls, ClientsHaveToShowACertificateOfTheAuthorities) {
  files_.client_authorities = alice_.CertificateFile();
  Serve(files_);

  EXPECT_THAT(Connect(first_, &alice_)->Get(), HasSubstr("200 OK"));
  for (const SelfSigned* wrong : {static_cast<const SelfSigned*>(nullptr), &stranger_}) {
    const auto refused = Connect(first_, wrong);
    EXPECT_EQ(refused->Get(), "");
    EXPECT_NE(refused->Trouble(), "");
  }
  EXPECT_EQ(handler_.Seen().size(), 1U) << "refused at the handshake";

  files_.client_authorities.clear();
  ASSERT_TRUE(server_->UseTls(files_));
  EXPECT_THAT(Connect(first_)->Get(), HasSubstr("200 OK"));
}

TEST_F(Tls, AChainEndsWithTheFirstOfItsCertificates) {
  const auto in = [](std::chrono::seconds seconds) {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) + seconds;
  };
  const SelfSigned leaf(kHost, 30 * 24 * 3600), authority(kHost, 7 * 24 * 3600);
  const auto alone = CertificateEnd(leaf.CertificateFile());
  ASSERT_TRUE(alone) << alone.error().message;
  // Made before, so it ends before, but by no more than this program may take.
  EXPECT_LE(*alone, in(std::chrono::hours(30 * 24)));
  EXPECT_GT(*alone, in(std::chrono::hours(30 * 24 - 1)));

  std::ofstream(files_.certificate, std::ios::binary)
      << std::ifstream(leaf.CertificateFile()).rdbuf()
      << std::ifstream(authority.CertificateFile()).rdbuf();
  EXPECT_EQ(CertificateEnd(files_.certificate).value(),
            CertificateEnd(authority.CertificateFile()).value());
  for (const std::string& none : {files_.key, std::string("/nowhere/tls.crt")}) {
    const auto failed = CertificateEnd(none);
    ASSERT_FALSE(failed) << none;
    EXPECT_THAT(failed.error().message, HasSubstr(none));
  }
}

TEST_F(Tls, ASessionIsTakenUpOnlyWhileItsAuthoritiesAreInForce) {
  files_.client_authorities = alice_.CertificateFile();
  Serve(files_);
  const auto begun = Connect(first_, &alice_);
  ASSERT_THAT(begun->Get(), HasSubstr("200 OK"));
  SSL_SESSION* session = begun->Session();
  const auto again = Connect(first_, &alice_, session);
  EXPECT_THAT(again->Get(), HasSubstr("200 OK")) << again->Trouble();
  EXPECT_TRUE(again->TookUpASession());

  files_.client_authorities = stranger_.CertificateFile();
  ASSERT_TRUE(server_->UseTls(files_));

  EXPECT_EQ(Connect(first_, &alice_, session)->Get(), "");
  EXPECT_THAT(Connect(first_, &stranger_)->Get(), HasSubstr("200 OK"));
  SSL_SESSION_free(session);
}

}  // namespace
}  // namespace tocsin
