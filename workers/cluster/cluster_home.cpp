#include "workers/cluster/cluster_home.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "schemas/ids.hpp"

namespace tocsin::compose {
namespace {

namespace fs = std::filesystem;

constexpr auto kMakeTimeout = std::chrono::seconds(120);
constexpr std::size_t kPasswordBytes = 24;
constexpr const char* kReachable = "/var/lib/postgresql";

tl::unexpected<Error> Refused(const std::string& what) {
  return Fail(ErrorKind::kRejected, what + ": " + std::strerror(errno), "cluster");
}

std::string FirstLine(const fs::path& file) {
  std::string line;
  std::ifstream in(file);
  std::getline(in, line);
  return line;
}

/// Makes the names in a folder survive a power cut.
Status SyncFolder(const fs::path& folder) {
  const int number = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool good = number >= 0 && fsync(number) == 0;
  if (number >= 0) close(number);
  if (!good) return Refused("writing " + folder.string());
  return {};
}

/// Asked as that user, because rights lie on every folder above.
bool OwnerCanWrite(const fs::path& folder, const ProcessOwner& owner) {
  const OwnedCommand probe{{"/usr/bin/test", "-w", folder}, "/", folder / "log"};
  return RunOwned(probe, owner, std::chrono::seconds(10)).has_value();
}

/// A folder of that user elsewhere, and a link to it.
Status MakeLinked(const fs::path& link, const ProcessOwner& owner) {
  std::string folder = std::string(kReachable) + "/tocsin-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr)
    return Refused("the user postgres cannot reach " + link.string() + ", and making a folder in " +
                   kReachable);
  if (chown(folder.c_str(), owner.user, owner.group) != 0)
    return Refused("giving " + folder + " away");
  if (symlink(folder.c_str(), link.c_str()) != 0) return Refused("linking " + link.string());
  return {};
}

Status MakeFolder(const fs::path& place, const ProcessOwner& owner) {
  std::error_code error;
  if (fs::is_symlink(place) && !fs::exists(place, error)) fs::remove(place, error);
  if (mkdir(place.c_str(), 0700) != 0) return Refused("making " + place.string());
  if (!owner.switch_user) return {};
  if (chown(place.c_str(), owner.user, owner.group) != 0)
    return Refused("giving " + place.string() + " away");
  if (OwnerCanWrite(place, owner)) return {};
  fs::remove_all(place, error);
  return MakeLinked(place, owner);
}

}  // namespace

Result<std::optional<ClusterHome>> ClusterHome::Find(const fs::path& data_folder) {
  const auto place = data_folder / "postgres";
  struct stat entry {};
  if (stat(place.c_str(), &entry) != 0) {
    if (errno == ENOENT) return std::optional<ClusterHome>();
    return Refused("looking at " + place.string());
  }
  ProcessOwner owner{entry.st_uid, entry.st_gid, geteuid() == 0};
  if (geteuid() == 0 ? entry.st_uid == 0 : entry.st_uid != geteuid()) {
    return Fail(ErrorKind::kRejected,
                place.string() + " belongs to user number " + std::to_string(entry.st_uid) +
                    (geteuid() == 0
                         ? ", but PostgreSQL refuses to run as root; give it to the user postgres"
                         : "; run this as that user, or choose another folder with --data"),
                "cluster");
  }
  std::error_code error;
  const auto path = fs::canonical(place, error);
  if (error)
    return Fail(ErrorKind::kRejected, "reading " + place.string() + ": " + error.message(),
                "cluster");
  return std::optional(ClusterHome(path, owner));
}

Result<ClusterHome> ClusterHome::FindOrMake(const fs::path& data_folder) {
  TRY_ASSIGN(auto home, Find(data_folder));
  if (home) return std::move(*home);
  TRY_ASSIGN(const ProcessOwner owner, ProcessOwner::Choose());
  TRY(MakeFolder(data_folder / "postgres", owner));
  TRY_ASSIGN(home, Find(data_folder));
  Check(home.has_value(), "a folder just made is there");
  return std::move(*home);
}

bool ClusterHome::Complete() const { return !DataVersion().empty(); }

std::string ClusterHome::DataVersion() const { return FirstLine(Data() / "PG_VERSION"); }

Status ClusterHome::MakeCluster(const fs::path& programs) const {
  const auto fresh = path_ / "data.new";
  std::error_code error;
  fs::remove_all(fresh, error);
  const std::string password = RandomToken(kPasswordBytes);
  TRY(WriteFile("password", password));
  OwnedCommand initdb{{programs / "initdb", "-D", fresh, "-U", "postgres", "-E", "UTF8",
                       "--locale=C.UTF-8", "--auth-local=reject", "--auth-host=scram-sha-256"},
                      path_,
                      Log()};
  TRY(RunOwned(initdb, owner_, kMakeTimeout));
  // A statement that failed would be logged with the password in it.
  OwnedCommand roles{{programs / "postgres", "--single", "-D", fresh, "-c", "exit_on_error=on",
                      "-c", "log_min_error_statement=panic", "postgres"},
                     path_,
                     Log()};
  roles.input = "create role tocsin login createdb password '" + password + "'\n" +
                "create database tocsin owner tocsin\n";
  TRY(RunOwned(roles, owner_, kMakeTimeout));
  fs::rename(fresh, Data(), error);
  if (error)
    return Fail(ErrorKind::kRejected, "naming " + Data().string() + ": " + error.message(),
                "cluster");
  return SyncFolder(path_);
}

Result<std::string> ClusterHome::Password() const {
  std::string password = FirstLine(path_ / "password");
  if (password.empty())
    return Fail(ErrorKind::kRejected,
                "the cluster's password is missing: " + (path_ / "password").string(), "cluster");
  return password;
}

int ClusterHome::LastPort() const { return std::atoi(FirstLine(path_ / "port").c_str()); }

Status ClusterHome::RememberPort(int port) const { return WriteFile("port", std::to_string(port)); }

Status ClusterHome::WriteFile(const std::string& name, const std::string& text) const {
  // We may be root in another user's folder: never write through a link that lies there.
  const auto target = path_ / name;
  const auto fresh = path_ / (name + ".new");
  unlink(fresh.c_str());
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return Refused("making " + fresh.string());
  const std::string line = text + '\n';
  bool good = !owner_.switch_user || fchown(file, owner_.user, owner_.group) == 0;
  good = good && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  good = good && fsync(file) == 0;
  close(file);
  if (!good || rename(fresh.c_str(), target.c_str()) != 0)
    return Refused("writing " + target.string());
  return {};
}

}  // namespace tocsin::compose
