#pragma once

/// A headless Chromium, driven through ChromeDriver (W3C WebDriver over HTTP).

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote::test {

using Json = nlohmann::ordered_json;

/// A window of a size that readers may have.
struct Screen {
  int width = 1280;
  bool is_dark = false;
};

class Browser {
 public:
  /// Whether this machine has Chromium and ChromeDriver.
  static bool is_installed();

  /// Throws std::runtime_error if Chromium or ChromeDriver does not start.
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void set_screen(const Screen& screen);
  /// Sets the folder for files that the page saves.
  void save_downloads_to(const std::string& folder);
  void open(const std::string& url);

  /// Runs the body of a function and returns its result, or the result of the promise that it returns.
  Json run(const std::string& javascript);
  void move_mouse_to(double x, double y);
  /// The whole page as a PNG.
  void save_screenshot(const std::string& path);
  /// The page as printed, as a PDF.
  std::string print();

  /// What the page has written to its console since the last call.
  std::vector<std::string> console_messages();

 private:
  Json post(const std::string& path, const Json& body);
  /// A command of the DevTools protocol, for what WebDriver does not offer.
  Json command(const std::string& name, const Json& parameters);

  struct Processes;
  std::unique_ptr<Processes> processes_;
  std::string session_;
};

}  // namespace crowdvote::test
