#include "petstore.hpp"

#include <string>

#include "workers/workflow/language/secrets.hpp"

namespace tocsin::ctk {
namespace {

constexpr std::string_view kPets = "https://petstore.swagger.io/v2/pet/";
constexpr std::string_view kBasicAuth = "https://httpbin.org/basic-auth/";

json::value Respond(int status, const json::value& body) {
  json::object out;
  out["status"] = status;
  out["headers"] = json::object{{"Content-Type", "application/json"}};
  out["content_type"] = "application/json";
  out["body"] = json::serialize(body);
  return out;
}

json::object Pet(int id, std::string_view status) {
  return {{"id", id}, {"name", "pet " + std::to_string(id)}, {"status", status}};
}

}  // namespace

json::value AnswerLikePetstore(const json::value& request) {
  const std::string url(request.at("url").as_string());
  if (request.at("method").as_string() != "GET") return Respond(405, nullptr);
  if (url.starts_with(kPets)) {
    const auto rest = url.substr(kPets.size());
    if (rest == "findByStatus?status=available") {
      json::array pets;
      pets.emplace_back(Pet(7, "available"));
      pets.emplace_back(Pet(8, "available"));
      return Respond(200, pets);
    }
    if (rest == "1" || rest == "2") return Respond(200, Pet(std::stoi(rest), "available"));
    return Respond(404, json::object{{"message", "Pet not found"}});
  }
  if (url.starts_with(kBasicAuth)) {
    const auto rest = url.substr(kBasicAuth.size());
    const auto slash = rest.find('/');
    const auto wanted =
        workflow::BasicCredentials(rest.substr(0, slash) + ':' + rest.substr(slash + 1));
    const auto* given = Find(request.at("headers"), "Authorization");
    const bool right = given != nullptr && given->as_string() == wanted;
    return Respond(right ? 200 : 401, json::object{{"authenticated", right}});
  }
  return Respond(404, nullptr);
}

}  // namespace tocsin::ctk
