// Where messages and frames end in a byte stream.
#include <gtest/gtest.h>

#include "venue/wire/http_message.hpp"
#include "venue/wire/http_websocket.hpp"

namespace onefold::venue::http {
namespace {

TEST(HttpFraming, FindsAMessageAsSoonAsItIsWhole) {
  const std::string message = "POST /a?b=1 HTTP/1.1\r\ncontent-LENGTH: 5\r\n\r\nhello";
  for (std::size_t size = 0; size < message.size(); ++size) {
    const MessageScan scan = scan_message(std::string_view(message).substr(0, size));
    EXPECT_EQ(scan.size, 0U);
    EXPECT_FALSE(scan.malformed);
  }
  EXPECT_EQ(scan_message(message + "GET / HTTP/1.1").size, message.size());
  EXPECT_EQ(scan_message("HTTP/1.1 204 No Content\r\n\r\n").size, 27U);
}

TEST(HttpFraming, RefusesWhatCanNeverBeAMessage) {
  EXPECT_TRUE(scan_message(std::string(head_size_max, 'x')).malformed);
  EXPECT_TRUE(scan_message("GET\r\n\r\n").malformed);
  EXPECT_TRUE(scan_message("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n").malformed);
  EXPECT_TRUE(scan_message("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n").malformed);
  EXPECT_TRUE(scan_message("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n").malformed);
  EXPECT_TRUE(scan_message("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").malformed);
  EXPECT_TRUE(scan_message("POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n", 10).malformed);
  EXPECT_FALSE(parse_head("HTTP/1.1 2\r\n\r\n"));
}

TEST(HttpFraming, FindsParametersOfTheQueryFirst) {
  Parameters parameters;
  EXPECT_TRUE(parameters.add("a=1&b=&c"));
  EXPECT_TRUE(parameters.add("a=2&d=4"));
  EXPECT_EQ(parameters.find("a"), "1");
  EXPECT_EQ(parameters.find("b"), "");
  EXPECT_EQ(parameters.find("d"), "4");
  EXPECT_FALSE(parameters.find("e"));
  EXPECT_FALSE(parameters.add("=5"));
}

TEST(HttpFraming, PercentEncodingIsUndone) {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  std::string encoded;
  percent_encode(all, encoded);
  EXPECT_EQ(percent_decode(encoded), all);
  EXPECT_EQ(percent_decode("a+b"), "a b");
  EXPECT_FALSE(percent_decode("%4"));
  EXPECT_FALSE(percent_decode("%4g"));
}

TEST(HttpFraming, FindsFramesOfEverySize) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U}) {
    const std::string payload(size, 'p');
    std::string frame;
    append_masked_frame(Opcode::text, payload, 0xa1b2c3d4, frame);
    EXPECT_EQ(websocket_message_size(frame.substr(0, frame.size() - 1)), 0U) << size;
    EXPECT_EQ(websocket_message_size(frame + "x"), frame.size()) << size;
    Opcode opcode{};
    std::string read_again;
    ASSERT_TRUE(read_websocket_message(frame, opcode, read_again)) << size;
    EXPECT_EQ(read_again, payload);
    EXPECT_EQ(opcode, Opcode::text);
  }
}

TEST(HttpFraming, ReassemblesAMessageAroundControlFrames) {
  std::string first;
  append_frame(Opcode::text, "hel", first);
  first[0] = static_cast<char>(first[0] & 0x7f);  // not the last of its message
  std::string ping;
  append_frame(Opcode::ping, "p", ping);
  std::string last;
  append_frame(Opcode::continuation, "lo", last);
  const std::string message = first + ping + last;
  EXPECT_EQ(websocket_message_size(first + ping), 0U);
  EXPECT_EQ(websocket_message_size(message + ping), message.size());
  Opcode opcode{};
  std::string text;
  ASSERT_TRUE(read_websocket_message(message, opcode, text));
  EXPECT_EQ(text, "hello");
  EXPECT_EQ(opcode, Opcode::text);
  EXPECT_EQ(websocket_message_size(last), last.size()) << "a continuation of nothing passes as it is";
  EXPECT_FALSE(read_websocket_message(last, opcode, text));
}

TEST(HttpFraming, RefusesFramesAgainstTheRules) {
  EXPECT_TRUE(scan_frame(std::string("\xc1\x00", 2)).malformed) << "reserved bit";
  EXPECT_TRUE(scan_frame(std::string("\x83\x00", 2)).malformed) << "reserved opcode";
  EXPECT_TRUE(scan_frame(std::string("\x09\x00", 2)).malformed) << "a ping in pieces";
  EXPECT_TRUE(scan_frame(std::string("\x89\x7e\x00\x7e", 4)).malformed) << "a long ping";
  EXPECT_TRUE(scan_frame(std::string("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10)).too_big);
}

TEST(HttpFraming, AcceptsAsTheStandardsExample) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

}  // namespace
}  // namespace onefold::venue::http
