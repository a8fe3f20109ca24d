#include "workers/main/commands.hpp"
namespace tocsin::commands {
int Exec(const Common&, const std::string&, const std::string&) { return 1; }
int Test(const Common&, const std::vector<std::string>&) { return 1; }
int SelfCheck(const Common&) { return 1; }
int WebhookProbe(const Common&, const std::string&) { return 1; }
}
