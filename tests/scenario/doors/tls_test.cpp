// The listener's own certificate, renewed while the worker runs.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>

#include "doors_site.hpp"
#include "tests/fakes/self_signed.hpp"
#include "tests/fakes/tls_probe.hpp"

namespace tocsin::harness {
namespace {

using fakes::SelfSigned;
using fakes::TlsProbe;
using testing::AllOf;
using testing::HasSubstr;

void Copy(const SelfSigned& identity, const Site& site) {
  constexpr auto kOver = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file(identity.CertificateFile(), site.Folder() / "tls.crt", kOver);
  std::filesystem::copy_file(identity.KeyFile(), site.Folder() / "tls.key", kOver);
}

TEST(RenewedCertificate, IsTakenAtAReloadAndABadOneIsNot) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const SelfSigned first("IP:127.0.0.1"), second("IP:127.0.0.1"), monitor("DNS:monitor");
  SiteOptions options;
  options.http = "{listen: '127.0.0.1:0', tls: {certificate: tls.crt, key: tls.key, client_ca: '" +
                 monitor.CertificateFile() + "'}}";
  const Site site("tls", options);
  Copy(first, site);
  const auto worker = site.Start();
  ASSERT_NE(worker, nullptr);
  const auto address = Site::HttpOf(*worker);
  const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  const auto connect = [&](const SelfSigned& trusted, bool with_ours = true) {
    return std::make_unique<TlsProbe>(
        port, TlsProbe::Options{.authorities = trusted.CertificateFile(),
                                .certificate = with_ours ? monitor.CertificateFile() : "",
                                .key = with_ours ? monitor.KeyFile() : ""});
  };
  const auto before = connect(first);
  EXPECT_THAT(before->Get("/health"), HasSubstr("200 OK")) << before->Trouble();
  EXPECT_EQ(connect(first, false)->Get("/health"), "") << "no certificate of a client";

  // The key of another pair, as a renewal that was cut off leaves it.
  std::filesystem::copy_file(second.KeyFile(), site.Folder() / "tls.key",
                             std::filesystem::copy_options::overwrite_existing);
  const auto checked = site.Tocsin({"config", "check"});
  EXPECT_EQ(checked.exit, 1);
  EXPECT_THAT(checked.output + checked.errors,
              AllOf(HasSubstr("tocsin.yaml:2:"),
                    HasSubstr("error: http.tls.key: reading private key 'tls.key' (must fit the "
                              "certificate): key values mismatch")));
  worker->Signal(SIGHUP);
  EXPECT_TRUE(worker->WaitForLine("http.tls.key: reading private key", std::chrono::seconds(60)));
  EXPECT_TRUE(worker->WaitForLine("the former ones stay in force", std::chrono::seconds(60)));
  EXPECT_THAT(connect(first)->Get("/health"), HasSubstr("200 OK"));

  Copy(second, site);
  worker->Signal(SIGHUP);
  EXPECT_TRUE(worker->WaitForLine("settings are reloaded", std::chrono::seconds(60)));
  EXPECT_THAT(connect(second)->Get("/health"), HasSubstr("200 OK"));
  // Both end within the hour: everybody who looks is told.
  EXPECT_THAT(connect(second)->Get("/ready"),
              AllOf(HasSubstr(R"("name":"certificate")"),
                    HasSubstr("the certificate 'tls.crt' ends"), HasSubstr("within a day")));
  EXPECT_THAT(connect(second)->Get("/metrics"),
              HasSubstr("\ntocsin_tls_certificate_not_after_seconds 1"));
  const auto warned = site.Tocsin({"config", "check"});
  EXPECT_EQ(warned.exit, 0) << warned.errors;
  EXPECT_THAT(warned.output + warned.errors,
              HasSubstr("warning: http.tls.certificate: the certificate 'tls.crt' ends at "));
  EXPECT_NE(connect(first)->Trouble(), "");
  EXPECT_THAT(before->Get("/health"), HasSubstr("200 OK")) << "it was there before";
}

}  // namespace
}  // namespace tocsin::harness
