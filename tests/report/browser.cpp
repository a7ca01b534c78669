#include "report/browser.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crowdvote::test {

namespace {

constexpr const char* kChromium = "/usr/bin/chromium";
constexpr const char* kDriver = "/usr/bin/chromedriver";

std::size_t append_body(char* bytes, std::size_t /*one*/, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(bytes, size);
  return size;
}

/// Sends a request and returns the body of the response.
std::string send(const std::string& method, const std::string& url, const std::string& body) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> request(curl_easy_init(), &curl_easy_cleanup);
  std::string answer;
  curl_easy_setopt(request.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(request.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  if (!body.empty()) {
    curl_easy_setopt(request.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(request.get(), CURLOPT_POSTFIELDS, body.c_str());
  }
  curl_easy_setopt(request.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(request.get(), CURLOPT_TIMEOUT, 120L);
  curl_easy_setopt(request.get(), CURLOPT_WRITEFUNCTION, &append_body);
  curl_easy_setopt(request.get(), CURLOPT_WRITEDATA, &answer);
  const CURLcode code = curl_easy_perform(request.get());
  if (code != CURLE_OK) throw std::runtime_error(url + ": " + curl_easy_strerror(code));
  return answer;
}

std::string bytes_of_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int n_bits = 0;
  for (const char digit : text.substr(0, text.find('='))) {
    bits = (bits << 6U | static_cast<unsigned>(kDigits.find(digit))) & 0xFFFFU;
    n_bits += 6;
    if (n_bits >= 8) bytes += static_cast<char>(bits >> static_cast<unsigned>(n_bits -= 8) & 0xFFU);
  }
  return bytes;
}

}  // namespace

/// The process of the driver, which owns that of Chromium, and their folder.
struct Browser::Processes {
  Processes() {
    std::string pattern = (std::filesystem::temp_directory_path() / "crowdvote_browser_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder for the browser");
    folder = pattern;
    int output[2];
    if (pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the driver");
    driver = fork();
    if (driver == 0) {
      dup2(output[1], STDOUT_FILENO);
      execl(kDriver, kDriver, "--port=0", nullptr);
      _exit(127);
    }
    close(output[1]);
    address = "http://127.0.0.1:" + read_port(output[0]);
  }

  ~Processes() {
    kill(driver, SIGTERM);
    waitpid(driver, nullptr, 0);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  /// The driver prints the port that it has chosen.
  static std::string read_port(int output) {
    const std::unique_ptr<FILE, int (*)(FILE*)> lines(fdopen(output, "r"), &fclose);
    char line[512];
    while (fgets(line, sizeof line, lines.get()) != nullptr) {
      const std::string_view text(line);
      const std::size_t place = text.find("successfully on port ");
      if (place == std::string_view::npos) continue;
      const std::string_view port = text.substr(place + 21);
      return std::string(port.substr(0, port.find_first_not_of("0123456789")));
    }
    throw std::runtime_error("ChromeDriver did not start");
  }

  std::filesystem::path folder;
  pid_t driver = -1;
  std::string address;
};

bool Browser::is_installed() {
  return std::filesystem::exists(kChromium) && std::filesystem::exists(kDriver);
}

Browser::Browser() : processes_(std::make_unique<Processes>()) {
  const Json arguments{"--headless",
                       "--no-sandbox",
                       "--disable-gpu",
                       "--disable-quic",
                       "--disable-dev-shm-usage",
                       "--no-first-run",
                       "--disable-background-networking",
                       "--disable-component-update",
                       "--disable-sync",
                       "--hide-scrollbars",
                       "--user-data-dir=" + (processes_->folder / "profile").string()};
  const Json wanted{{"goog:loggingPrefs", {{"browser", "ALL"}}},
                    {"goog:chromeOptions", {{"binary", kChromium}, {"args", arguments}}}};
  session_ = post("/session", {{"capabilities", {{"alwaysMatch", wanted}}}})["sessionId"];
}

Browser::~Browser() {
  try {
    send("DELETE", processes_->address + "/session/" + session_, "");
  } catch (const std::exception&) {  // the driver ends the browser when it ends
  }
}

Json Browser::post(const std::string& path, const Json& body) {
  const std::string place = path == "/session" ? path : "/session/" + session_ + path;
  Json answer = Json::parse(send("POST", processes_->address + place, body.dump()))["value"];
  if (answer.is_object() && answer.contains("error")) {
    throw std::runtime_error(answer["message"].get<std::string>());
  }
  return answer;
}

Json Browser::command(const std::string& name, const Json& parameters) {
  return post("/goog/cdp/execute", {{"cmd", name}, {"params", parameters}});
}

void Browser::set_screen(const Screen& screen) {
  command(
      "Emulation.setDeviceMetricsOverride",
      {{"width", screen.width}, {"height", 900}, {"deviceScaleFactor", 1}, {"mobile", screen.width < 500}});
  Json scheme;
  scheme["name"] = "prefers-color-scheme";
  scheme["value"] = screen.is_dark ? "dark" : "light";
  command("Emulation.setEmulatedMedia", {{"features", Json::array({scheme})}});
}

void Browser::save_downloads_to(const std::string& folder) {
  command("Browser.setDownloadBehavior", {{"behavior", "allow"}, {"downloadPath", folder}});
}

void Browser::open(const std::string& url) { post("/url", {{"url", url}}); }

Json Browser::run(const std::string& javascript) {
  const std::string script =
      "const done = arguments[arguments.length - 1];"
      "Promise.resolve((() => {" +
      javascript +
      "})())"
      ".then(done, (error) => done({ failed: String(error) }));";
  Json result = post("/execute/async", {{"script", script}, {"args", Json::array()}});
  if (result.is_object() && result.contains("failed"))
    throw std::runtime_error(result["failed"].get<std::string>());
  return result;
}

void Browser::move_mouse_to(double x, double y) {
  command("Input.dispatchMouseEvent", {{"type", "mouseMoved"}, {"x", x}, {"y", y}});
}

void Browser::save_screenshot(const std::string& path) {
  const Json size = run("return [innerWidth, document.documentElement.scrollHeight]");
  const Json clip{{"x", 0}, {"y", 0}, {"width", size[0]}, {"height", size[1]}, {"scale", 1}};
  const Json shot = command("Page.captureScreenshot", {{"captureBeyondViewport", true}, {"clip", clip}});
  std::ofstream(path, std::ios::binary) << bytes_of_base64(shot["data"].get<std::string>());
}

std::string Browser::print() {
  return bytes_of_base64(command("Page.printToPDF", {{"printBackground", true}})["data"].get<std::string>());
}

std::vector<std::string> Browser::console_messages() {
  std::vector<std::string> messages;
  for (const Json& entry : post("/se/log", {{"type", "browser"}})) {
    messages.push_back(entry["level"].get<std::string>() + ": " + entry["message"].get<std::string>());
  }
  return messages;
}

}  // namespace crowdvote::test
