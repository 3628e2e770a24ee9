// Creates the npm packages: one for a system, with the program, and one that selects among them.
//
//     node packaging/npm/pack.js VERSION TARGET FOLDER_OF_PROGRAMS OUT
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const [version, target, programs, out] = process.argv.slice(2).map((given, i) => (i < 2 ? given : path.resolve(given)));
const own = path.join(__dirname, "package.json");
const common = { ...JSON.parse(fs.readFileSync(own, "utf8")), version };
const platforms = JSON.parse(fs.readFileSync(path.join(__dirname, "platforms.json"), "utf8"));
const name = ({ os, cpu }) => `task-router-${os}-${cpu}`;

function pack(description, folder) {
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(description, null, 2) + "\n");
  for (const license of ["LICENSE-MIT", "LICENSE-APACHE", "README.md"]) {
    fs.copyFileSync(path.join(__dirname, "../..", license), path.join(folder, license));
  }
  // On Windows npm is a shell script.
  execFileSync("npm", ["pack", "--silent", "--pack-destination", out], { cwd: folder, shell: process.platform === "win32" });
}

function fresh(name) {
  const folder = path.join(out, "..", "npm", name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, "bin"), { recursive: true });
  return folder;
}

const platform = platforms[target];
if (!platform) {
  console.error(`packaging/npm/pack.js: no platform for \`${target}\`; add it to platforms.json`);
  process.exit(2);
}
fs.mkdirSync(out, { recursive: true });

const { bin: _programs, engines: _node, ...described } = common;
const program = platform.os === "win32" ? "route.exe" : "route";
const folder = fresh(name(platform));
fs.copyFileSync(path.join(programs, program), path.join(folder, "bin", program));
fs.chmodSync(path.join(folder, "bin", program), 0o755);
pack({ ...described, name: name(platform), os: [platform.os], cpu: [platform.cpu], preferUnplugged: true }, folder);

const chooser = fresh("task-router");
fs.copyFileSync(path.join(__dirname, "bin", "route.js"), path.join(chooser, "bin", "route.js"));
fs.chmodSync(path.join(chooser, "bin", "route.js"), 0o755);
const all = Object.fromEntries(Object.values(platforms).map((platform) => [name(platform), version]));
pack({ ...common, optionalDependencies: all }, chooser);
