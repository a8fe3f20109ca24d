#include "workers/workflow/language/asked_question.hpp"

namespace tocsin::workflow {

std::string QuestionIdAt(const FunctionCall& call) {
  const QuestionPlace place = call.Question();
  return QuestionId::Derive(
             {"question", call.Run().ToString(), place.reference, std::to_string(place.round)})
      .ToString();
}

bool SharesQuestion(const FunctionCall& call) { return call.Question().reference != call.Task(); }

}  // namespace tocsin::workflow
