// credential_process: real programs, in a shell that the tests name themselves.
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "aws/process.hpp"
#include "aws/words.hpp"
#include "fake_outside.hpp"

namespace weir::aws {
namespace {

using Words = std::vector<std::string>;
using std::chrono::milliseconds;

TEST(Words, AreThoseOfAShell) {
  EXPECT_EQ(SplitWords(R"(a "b c" 'd "e' f\ g h"i"'j' "" "\"\\\n")"), (Words{"a", "b c", "d \"e", "f g", "hij", "", "\"\\\\n"}));
  EXPECT_EQ(SplitWords("  $HOME;`x`|*  "), (Words{"$HOME;`x`|*"}));
  EXPECT_EQ(SplitWords(""), Words{});
  for (const char* open : {"'a", "\"a", "a\\", "\"a\\"}) EXPECT_EQ(SplitWords(open), std::nullopt) << open;
}

class ProcessLink : public ::testing::Test {
 protected:
  std::string Ask(const std::string& prints, int code = 0) {
    outside.home.Put("program", "#!/bin/sh\ncat <<'END'\n" + prints + "\nEND\nexit " + std::to_string(code) + "\n");
    std::filesystem::permissions(outside.home / "program", std::filesystem::perms(0755));
    const Asking asking(outside);
    const std::string said = Said(AskProcess(asking.question(), "'" + (outside.home / "program") + "'"));
    EXPECT_EQ(said.find("hidden"), std::string::npos) << said;
    return said;
  }
  std::string program() const { return outside.home / "program"; }
  FakeOutside outside;
};

TEST_F(ProcessLink, TakesWhatTheProgramPrints) {
  EXPECT_EQ(Ask(R"({"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"s","SessionToken":"t","Expiration":"2023-11-14T23:13:20.5Z"})"),
            "AKID");
  EXPECT_EQ(Ask(R"({"Version":1,"AccessKeyId":"NEVER","SecretAccessKey":"s","Expiration":"9999-12-31T23:59:59Z"})"), "NEVER");
  EXPECT_EQ(Ask(R"({"Version":1,"AccessKeyId":"LONG","SecretAccessKey":"s","Expiration":null})"), "LONG");
}

TEST_F(ProcessLink, SaysWhatIsWrongAndNotWhatWasPrinted) {
  EXPECT_EQ(Ask("hidden"), "failed -3: credential_process: " + program() + " printed no JSON object");
  EXPECT_EQ(Ask(R"({"Version":2,"SecretAccessKey":"hidden"})"),
            "failed -3: credential_process: " + program() + " printed another Version than 1");
  EXPECT_EQ(Ask(R"({"SecretAccessKey":"hidden"})"), "failed -3: credential_process: " + program() + " printed another Version than 1");
  EXPECT_EQ(Ask(R"({"Version":1,"SecretAccessKey":"hidden"})"),
            "failed -3: credential_process: " + program() + ": the answer lacks AccessKeyId or SecretAccessKey");
  EXPECT_EQ(Ask(R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"hidden","Expiration":"soon"})"),
            "failed -3: credential_process: " + program() + ": the Expiration in the answer is no instant such as 2024-05-29T00:21:43Z");
  EXPECT_EQ(Ask(R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"hidden","Expiration":"2023-11-14T22:13:20Z"})"),
            "failed -3: credential_process: " + program() + " printed credentials that have expired");
  EXPECT_EQ(Ask("hidden", 7), "failed -3: credential_process: " + program() + " ended with exit code 7");
  EXPECT_EQ(Ask(std::string(70'000, 'x')), "failed -3: credential_process: " + program() + " printed more than 65536 bytes and was killed");
}

TEST_F(ProcessLink, SaysWhenThereIsNoProgram) {
  const Asking asking(outside);
  EXPECT_EQ(Said(AskProcess(asking.question(), "/no/such/program x")),
            "failed -3: credential_process: start /no/such/program: No such file or directory");
  for (const char* command : {"'a", " "})
    EXPECT_EQ(Said(AskProcess(asking.question(), command)), "failed -4: credential_process has a quote that is not closed, or no program");
}

TEST(Program, NoShellReadsItsWords) {
  const Result<std::string> printed = RunProgram({"echo", "$HOME;id", "a  b"}, milliseconds(60'000), 100, {});
  ASSERT_TRUE(printed.ok()) << printed.status().message();
  EXPECT_EQ(*printed, "$HOME;id a  b\n");
}

TEST(Program, IsKilledWithWhatItStarted) {
  TempFolder folder;
  const auto started = std::chrono::steady_clock::now();
  const Result<std::string> late =
      RunProgram({"sh", "-c", "sleep 1000 & echo $! > " + (folder / "pid") + "; wait"}, milliseconds(1000), 100, {});
  EXPECT_EQ(late.status().code(), WEIR_E_RETRY);
  EXPECT_EQ(late.status().message(), "sh did not end within 1000 ms and was killed");
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(30));
  const std::string stat = "/proc/" + folder.Get("pid").substr(0, folder.Get("pid").find('\n')) + "/stat";
  // A signal takes a moment, and its new parent may not have looked yet.
  const auto is_gone = [&] {
    std::ifstream file(stat);
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    return line.empty() || line.find(") Z") != std::string::npos;
  };
  while (!is_gone() && std::chrono::steady_clock::now() - started < std::chrono::seconds(30)) std::this_thread::yield();
  EXPECT_TRUE(is_gone());
}

TEST(Program, EndsWhenTheRunDoes) {
  EXPECT_EQ(RunProgram({"sleep", "1000"}, milliseconds(100'000), 100, [] { return true; }).status().code(), WEIR_E_CANCELLED);
}

}  // namespace
}  // namespace weir::aws
