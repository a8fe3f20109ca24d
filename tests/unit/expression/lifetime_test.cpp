// links: expression
// What lives as long as the process goes after what its threads have.
#include <gtest/gtest.h>

#include <thread>

#include "adapters/expression/jq.hpp"

namespace tocsin {
namespace {

TEST(Expression, AProgramMayOutliveWhatItsThreadHas) {
  std::thread([] {
    struct Holder {
      std::unique_ptr<ExpressionEngine> engine;
      std::unique_ptr<ExpressionProgram> program;
    };
    // Made before anything that the evaluator keeps for the thread, so that it goes after it.
    thread_local Holder holder;
    holder.engine = MakeJqEngine();
    holder.program = holder.engine->Load(
        {{"[[1], {a: \"a text\"}] as $x | reduce range(9) as $i ($x; [.])", {}}});
    const auto scope = holder.program->NewScope();
    EXPECT_TRUE(holder.program->Evaluate(0, nullptr, *scope));
  }).join();
}

}  // namespace
}  // namespace tocsin
