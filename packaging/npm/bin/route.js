#!/usr/bin/env node
// Runs the program, which comes in a package of its own for each system.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `task-router-${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "route.exe" : "route";

function program() {
  try {
    return require.resolve(`${name}/bin/${file}`);
  } catch {
    console.error(
      `route: the package \`${name}\` is not installed; install task-router without --omit=optional, or with Cargo where there is no package for this system`,
    );
    process.exit(2);
  }
}

const done = spawnSync(program(), process.argv.slice(2), { stdio: "inherit" });
if (done.error) {
  console.error(`route: cannot run the program: ${done.error.message}`);
  process.exit(2);
}
if (done.signal) {
  process.kill(process.pid, done.signal);
}
process.exitCode = done.status ?? 1;
