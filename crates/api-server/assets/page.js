"use strict";

// One file for the page and for its worker; the last lines find out which of the two this is. The worker
// reads a file of any length in pieces, so that the page stays responsive and its memory small.

const SCRIPT = self.document?.currentScript.src;

// ---- The worker

// A coding that the browser does not support is an error, as zstd is in many.
function piecesOf({ file, coding }) {
  const stream = file.stream();
  return (coding ? stream.pipeThrough(new DecompressionStream(coding)) : stream).getReader();
}

const POWERS = Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));

// The float nearest to a number. Up to 15 digits are an exact integer and so is the power of ten, so
// that the division is the only thing that rounds; for the others the browser's parser does it, slowly.
function nearestFloat(bytes, start, end) {
  const negative = bytes[start] === 45;
  let at = negative || bytes[start] === 43 ? start + 1 : start;
  if (end - at <= 15) {
    let integer = 0;
    let point = end;
    for (; at < end; at++) {
      const digit = bytes[at] - 48;
      if (digit >= 0 && digit <= 9) integer = integer * 10 + digit;
      else if (bytes[at] === 46 && point === end) point = at + 1;
      else break;
    }
    if (at === end) return (negative ? -integer : integer) / POWERS[end - point];
  }
  return Number(new TextDecoder().decode(bytes.subarray(start, end)));
}

// Both find numbers in what has arrived, from a place on, and return where the next one may have begun.

// Nothing else is between the numbers of lines or of a JSON array that add up.
function inText() {
  const separates = new Uint8Array(256);
  for (const separator of ' \t\r\n,[]"') separates[separator.charCodeAt()] = 1;
  return (bytes, from, add) => {
    let start = 0;
    for (let at = from; at < bytes.length; at++) {
      if (separates[bytes[at]]) {
        if (start < at) add(bytes, start, at);
        start = at + 1;
      }
    }
    return start;
  };
}

// The fields of a column, after the header. Quotes open only where a field begins, or once more where they closed.
function inColumn({ index: wanted, delimiter }) {
  const separator = delimiter.charCodeAt();
  const surrounds = (byte) => byte === 32 || byte === 9 || byte === 34;
  let [index, isFirst, isHeader, isQuoted, closed] = [0, true, true, false, -1];
  return (bytes, from, add) => {
    // After a byte order mark.
    let start = isFirst && bytes[0] === 0xef ? 3 : 0;
    isFirst = false;
    for (let at = Math.max(from, start); at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === 34) {
        if (isQuoted) closed = at;
        if (isQuoted || at === start || at === closed + 1) isQuoted = !isQuoted;
      } else if (!isQuoted && (byte === separator || byte === 10 || byte === 13)) {
        if (index === wanted && !isHeader) {
          let end = at;
          while (start < end && surrounds(bytes[start])) start++;
          while (start < end && surrounds(bytes[end - 1])) end--;
          if (start < end) add(bytes, start, end);
        }
        if (byte === separator) index++;
        else {
          if (index || start < at) isHeader = false;
          index = 0;
        }
        start = at + 1;
      }
    }
    closed -= start;
    return start;
  };
}

// What most programs would compute: each number is converted to a float, and so is each partial sum.
async function addFloats(task) {
  const scan = task.csv ? inColumn(task.csv) : inText();
  const reader = piecesOf(task);
  let sum = 0;
  const add = (bytes, start, end) => (sum += nearestFloat(bytes, start, end));
  let rest = new Uint8Array();
  for (;;) {
    const { value, done } = await reader.read();
    // A line end ends the last one.
    const piece = done ? [10] : value;
    const bytes = new Uint8Array(rest.length + piece.length);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    rest = bytes.slice(scan(bytes, rest.length, add));
    if (done) return sum;
    if (rest.length > 100_000) throw new Error("this is not a number");
  }
}

function work() {
  self.onmessage = ({ data }) =>
    addFloats(data).then((result) => self.postMessage(result), () => self.postMessage(null));
}

// ---- Decimals as texts

// A float in plain notation, with as many digits as distinguish it from its neighbours.
function plain(float) {
  const parts = /^(-?)(\d+)\.?(\d*)(?:e(.+))?$/.exec(String(float));
  if (!parts) return String(float);
  const [, sign, whole, fraction, exponent = "0"] = parts;
  const point = whole.length + Number(exponent);
  const digits = ("0".repeat(Math.max(0, 1 - point)) + whole + fraction).padEnd(point, "0");
  const split = Math.max(1, point);
  return sign + digits.slice(0, split) + (split < digits.length ? `.${digits.slice(split)}` : "");
}

const places = (decimal) => decimal.split(".")[1]?.length ?? 0;

function withPlaces(decimal, count) {
  const missing = count - places(decimal);
  return missing > 0 ? decimal + (decimal.includes(".") ? "" : ".") + "0".repeat(missing) : decimal;
}

// How a float differs from the exact sum: its text, where it starts to be wrong, and by how much.
function compare(exact, float) {
  const shownFloat = plain(float);
  if (!Number.isFinite(float)) return { shownFloat, wrongFrom: 0, off: "which is not a number" };
  const scale = Math.max(places(exact), places(shownFloat));
  const [truth, full] = [exact, shownFloat].map((decimal) => withPlaces(decimal, scale));
  const [units, floatUnits] = [truth, full].map((decimal) => BigInt(decimal.replace(".", "")));
  if (units === floatUnits) return { shownFloat, wrongFrom: shownFloat.length, off: "" };

  let wrongFrom = 0;
  if (truth.length === full.length) while (truth[wrongFrom] === full[wrongFrom]) wrongFrom++;
  const much = floatUnits > units;
  const digits = String(much ? floatUnits - units : units - floatUnits).padStart(scale + 1, "0");
  const off = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale).replace(/0+$/, "")}` : digits;
  return {
    shownFloat: wrongFrom < shownFloat.length ? shownFloat : full,
    wrongFrom,
    off: `${off.replace(/\.$/, "")} too ${much ? "much" : "little"}`,
  };
}

// ---- What is shown

const byId = (id) => document.getElementById(id);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Digits in groups of three, which are set apart but not by a character: a copy is only the number.
function digits(text, wrongFrom = text.length) {
  const whole = /^-?\d*/.exec(text)[0].length;
  const first = text.startsWith("-") ? 1 : 0;
  const grouped = whole - first > 4 && whole < 200;
  const parts = [];
  for (let from = 0; from < text.length; ) {
    let to = grouped && from < whole ? from + ((whole - from - 1) % 3) + 1 : text.length;
    if (from < wrongFrom && wrongFrom < to) to = wrongFrom;
    const part = element(from < wrongFrom ? "span" : "mark", {}, text.slice(from, to));
    if (grouped && first < from && from < whole && (whole - from) % 3 === 0) part.className = "group";
    parts.push(part);
    from = to;
  }
  return element("span", { className: "digits" }, ...parts);
}

let announcing = false;

// For screen readers. The examples that the page starts with are not announced.
const announce = debounce(600, (...sentences) => {
  if (announcing) byId("status").textContent = sentences.filter(Boolean).join(" ");
});

function debounce(milliseconds, action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds, ...values);
  };
}

async function copy(text, shown, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS there is no clipboard API, but copying a selection works.
    getSelection().selectAllChildren(shown);
    document.execCommand("copy");
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

function showSum(result, sum, note) {
  const shown = digits(sum);
  const button = element("button", { type: "button", textContent: "Copy", onclick: () => copy(sum, shown, button) });
  const exact = element("p", { className: "exact" }, shown);
  exact.style.setProperty("--length", sum.length);
  result.replaceChildren(
    element("div", { className: "total" }, button, exact),
    element("p", { className: "note" }, note),
    element("p", { className: "float" }, "A 64-bit float is still adding …"),
  );
  announce(`The exact sum is ${sum}.`, note);
}

function showFloat(result, sum, float, note) {
  const shown = result.querySelector(".float");
  if (float === null) {
    shown.textContent = "No 64-bit float sum for this file: the browser cannot read it.";
    return;
  }
  const { shownFloat, wrongFrom, off } = compare(sum, float);
  if (off) {
    shown.replaceChildren("A 64-bit float gives ", digits(shownFloat, wrongFrom), off);
    announce(`The exact sum is ${sum}.`, note, `A 64-bit float gives ${shownFloat}, ${off}.`);
  } else {
    shown.textContent = "A 64-bit float gets this one right.";
    announce(`The exact sum is ${sum}.`, note, "A 64-bit float gives the same.");
  }
}

// The text at fault, with the wrong character marked. All before it belongs to a number, so that bytes are
// characters.
function excerpt(text, position) {
  if (position === undefined || position > text.length) return element("code", {}, text);
  const start = Math.max(0, position - 40);
  const [wrong = "\u00a0"] = text.slice(position);
  const before = (start ? "…" : "") + text.slice(start, position);
  return element("code", {}, before, element("mark", {}, wrong), text.slice(position + wrong.length, position + 40));
}

function showError(place, message, ...more) {
  place.replaceChildren(message, ...more);
  if (message) announce(place.textContent);
}

// The problem in a response without a sum (RFC 9457). A proxy may have responded instead of the service,
// with anything at all.
function problemOf(status, text) {
  let problem;
  try {
    problem = JSON.parse(text);
  } catch {
    // Not JSON.
  }
  const { detail, errors } = problem ?? {};
  const isText = (value) => typeof value === "string" && value !== "";
  return {
    detail: isText(detail) ? detail : status ? `The response has the status ${status} and no sum.` : "No response.",
    errors: Array.isArray(errors) ? errors.filter((error) => isText(error?.detail)) : [],
  };
}

// The sum and the count, undefined if there are none. JSON.parse would round the sum.
function sumOf(status, text) {
  const form = /^\{"sum":(-?[\d.]+)(?:,"count":(\d+)(?:,"empty":(\d+))?)?\}$/;
  const [, sum, count, empty = 0] = form.exec(status === 200 ? text : "") ?? [];
  return { sum, count: Number(count), empty: Number(empty) };
}

// ---- Two numbers

// A response that takes longer than this is lost.
const TIMEOUT = 10_000;

let current = new AbortController();

async function addTwo() {
  const result = byId("two-result");
  const fields = [byId("a"), byId("b")];
  const [a, b] = fields.map((field) => field.value);
  const target = `sum?${new URLSearchParams({ a, b })}`;
  byId("two-shell").textContent = `curl '${new URL(target, location)}'`;
  current.abort();
  current = new AbortController();
  const { signal } = current;

  let status = 0;
  let text = "";
  const complete = a.trim() && b.trim();
  if (complete) {
    try {
      const response = await fetch(target, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]) });
      status = response.status;
      text = await response.text();
    } catch {
      // No response; or the numbers have changed.
    }
  }
  if (signal.aborted) return;

  const { sum } = sumOf(status, text);
  const { errors, detail } = sum || !complete ? { errors: [], detail: "" } : problemOf(status, text);
  for (const field of fields) {
    const error = errors.find(({ parameter }) => parameter === field.id);
    field.setAttribute("aria-invalid", Boolean(error));
    const value = field.value.replace(/^[\t\n\f\r ]+/, "");
    const place = byId(`${field.id}-error`);
    if (error) showError(place, error.detail, excerpt(value, error.position));
    else showError(place, "");
  }
  if (sum) {
    showSum(result, sum, "");
    showFloat(result, sum, Number(a) + Number(b), "");
  } else {
    const atField = errors.some(({ parameter }) => fields.some(({ id }) => id === parameter));
    result.replaceChildren(element("p", { className: "error" }, atField ? "" : detail));
  }
}

// ---- A column

const decimals = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const integers = new Intl.NumberFormat("en");

function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${decimals.format(bytes / 1000 ** unit)} ${units[unit]}`;
}

function time(seconds) {
  const whole = Math.round(seconds);
  if (whole < 10) return `${decimals.format(Math.max(0.01, seconds))} s`;
  const [days, hours, minutes] = [whole / 86400, (whole / 3600) % 24, (whole / 60) % 60].map(Math.floor);
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

// Runs a task in a worker of its own, which ends with it.
function runInWorker(task) {
  const worker = new Worker(SCRIPT);
  const result = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(null);
  }).finally(() => worker.terminate());
  worker.postMessage(task);
  return { result, stop: () => worker.terminate() };
}

// The format of a file, by its name.
function formOf(name) {
  const coding = { gz: "gzip", zst: "zstd" }[/\.(gz|zst)$/i.exec(name)?.[1].toLowerCase()];
  const form = /\.(json|csv|tsv)(\.gz|\.zst)?$/i.exec(name)?.[1].toLowerCase();
  if (form === "csv" || form === "tsv") return { coding, type: "text/csv" };
  return { coding, type: form ? "application/json" : "text/plain" };
}

const secondsSince = (start) => (performance.now() - start) / 1000;

function figures(sent, total, seconds) {
  const left = seconds > 0.3 && sent < total ? ` · ${time((seconds * (total - sent)) / sent)} left` : "";
  return `${size(sent)} of ${size(total)} · ${size(sent / seconds)}/s${left}`;
}

let stopLast = () => {};
let jobs = 0;

// Adds the numbers of a file, or of text that was pasted or typed, which has no name; of a CSV those of a column.
function addColumn(file, name = "", csv = undefined) {
  stopLast();
  const job = ++jobs;
  const isLast = () => job === jobs;
  const result = byId("column-result");
  const error = byId("column-error");
  const { coding, type } = formOf(name);
  const start = performance.now();
  const request = new XMLHttpRequest();
  const float = runInWorker({ file, coding, csv });
  const field = byId("numbers");

  // The example must not look like part of the file.
  if (name && field.value === field.defaultValue) field.value = "";
  field.setAttribute("aria-invalid", false);
  showError(error, "");
  result.replaceChildren();
  byId("columns").hidden = !csv;
  byId("transfer-name").textContent = name;
  byId("transfer-figures").textContent = "";
  byId("progress").value = 0;
  byId("transfer").hidden = !name;

  const end = () => {
    // The button disappears: keep the keyboard focus beside it.
    if (document.activeElement === byId("cancel")) byId("file").focus();
    byId("transfer").hidden = true;
  };
  const fail = ({ detail, errors: [first] }) => {
    end();
    float.stop();
    if (!name) field.setAttribute("aria-invalid", true);
    if (!first) return showError(error, detail);
    const { line, column, index } = first;
    const inLine = `Line ${line}${column ? `, column ${column}` : ""}: `;
    const place = line ? inLine : index === undefined ? "" : `Element ${index}: `;
    showError(error, place + first.detail);
    if (first.found) error.append(excerpt(first.found, first.position));
  };

  request.upload.onprogress = ({ loaded, total }) => {
    byId("progress").value = total ? loaded / total : 1;
    byId("transfer-figures").textContent = figures(loaded, total, secondsSince(start));
  };
  request.onload = async () => {
    const { status, responseText: text } = request;
    const { sum, count, empty } = sumOf(status, text);
    if (!sum) return fail(problemOf(status, text));
    end();
    const without = empty ? ` and ${integers.format(empty)} empty ${empty === 1 ? "field" : "fields"}` : "";
    const numbers = `${integers.format(count)} ${count === 1 ? "number" : "numbers"}${without}`;
    const note = name ? `${name}: ${numbers}, ${size(file.size)} in ${time(secondsSince(start))}.` : `${numbers}.`;
    showSum(result, sum, note);
    const floatSum = await float.result;
    if (isLast()) showFloat(result, sum, floatSum, note);
  };
  request.onerror = () => fail({ detail: "Connection lost: the file changed while it was read, or the service stopped.", errors: [] });
  request.onabort = () => float.stop();

  stopLast = () => {
    request.abort();
    float.stop();
  };
  byId("cancel").onclick = () => {
    stopLast();
    end();
    showError(error, "Cancelled: nothing was added.");
  };
  const query = csv ? `?${new URLSearchParams({ column: csv.column, delimiter: csv.delimiter.replace("\t", "tab") })}` : "";
  request.open("POST", `sum${query}`);
  request.setRequestHeader("Content-Type", type);
  if (coding) request.setRequestHeader("Content-Encoding", coding);
  request.send(file);
}

// ---- A CSV

// The fields of the record that a text begins with.
function recordOf(text, delimiter) {
  const field = new RegExp(`("(?:[^"]|"")*"|)([^${delimiter}\r\n]*)(${delimiter}|[\r\n]|$)`, "y");
  for (const fields = []; ; ) {
    const [, quoted, bare, end] = field.exec(text);
    fields.push((quoted.slice(1, -1).replaceAll('""', '"') + bare).replace(/^[ \t]+|[ \t]+$/g, ""));
    if (end !== delimiter) return fields;
  }
}

// The columns of a CSV: its delimiter is the one with which the first record has most fields. A column is asked for
// by its name, or by its number if it has no name of its own, unless another one has that number as its name.
async function columnsOf(task) {
  const reader = piecesOf(task);
  const decoder = new TextDecoder();
  let text = "";
  for (let done = false; !done && text.length < 65_536; ) {
    const piece = await reader.read();
    ({ done } = piece);
    text = (text + decoder.decode(piece.value, { stream: !done })).replace(/^[\r\n]+/, "");
  }
  reader.cancel();
  const records = [",", ";", "\t"].map((delimiter) => [delimiter, recordOf(text, delimiter)]);
  const [delimiter, names] = records.reduce((most, next) => (next[1].length > most[1].length ? next : most));
  const columnOf = (name, number) => {
    if (name && names.indexOf(name) === names.lastIndexOf(name)) return name;
    return names.includes(number) ? "" : number;
  };
  return names.map((name, index) => ({ name, index, delimiter, column: columnOf(name, String(index + 1)) }));
}

// Offers the columns of a CSV, and adds up the one that is chosen.
async function chooseColumn(file, name) {
  stopLast();
  const job = ++jobs;
  const choice = byId("column-name");
  byId("column-result").replaceChildren();
  byId("columns").hidden = byId("transfer").hidden = true;
  showError(byId("column-error"), "");
  let columns;
  try {
    columns = await columnsOf({ file, ...formOf(name) });
  } catch {
    columns = [];
  }
  if (job !== jobs) return;
  if (!columns.length) return showError(byId("column-error"), `${name}: the browser cannot read the header.`);
  choice.replaceChildren(
    element("option", { value: "", textContent: `Choose a column of ${name}` }),
    ...columns.map(({ name, index, column }) =>
      element("option", { value: index, textContent: name || `Column ${index + 1}`, disabled: !column }),
    ),
  );
  choice.onchange = () => choice.value && addColumn(file, name, columns[choice.value]);
  byId("columns").hidden = false;
  choice.focus();
}

const addFile = (file) => (formOf(file.name).type === "text/csv" ? chooseColumn : addColumn)(file, file.name);

const addText = () => addColumn(new Blob([byId("numbers").value]));

// ---- This instance

let instance;
let iconTemplate;

// Black or white, the one with more contrast: it is always at least 4.5.
function inkOn(color) {
  const hex = color.length === 4 ? color.replace(/\w/g, "$&$&") : color;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? "#000" : "#fff";
}

function paint(color) {
  const { style } = document.documentElement;
  style.setProperty("--instance", color ?? "");
  style.setProperty("--on-instance", color ? inkOn(color) : "");
  const icon = color ? iconTemplate.replace("#0f5c4a", color).replace("#fff", inkOn(color)) : iconTemplate;
  byId("icon").href = encodeURI(icon).replaceAll("#", "%23");
}

const versionOf = ({ version, commit }) => (commit ? `${version} (${commit.slice(0, 12)})` : version);

function showInstance({ name, version, commit = "", banner = "", color, links }) {
  byId("banner").textContent = banner;
  byId("banner").hidden = !banner;
  paint(color);
  byId("service").textContent = name;
  byId("version").textContent = versionOf({ version, commit });
  byId("version").title = commit;
  byId("links").replaceChildren(
    ...Object.entries(links).map(([link, href]) => element("li", {}, element("a", { href: `.${href}` }, link))),
  );
}

function logChange(text) {
  byId("changes").prepend(element("li", {}, `${new Date().toLocaleTimeString()}: ${text}`));
  byId("changes").children[5]?.remove();
  announce(text);
}

// A process starts once. The uptime is in whole seconds and a response takes a while, so only the earliest
// and the latest moment of the start are known.
function isSame(one, other) {
  const alike = ["name", "version", "commit", "banner", "color"].every((member) => one[member] === other[member]);
  return alike && one.earliest <= other.latest && other.earliest <= one.latest;
}

async function fetchInstance() {
  const sent = Date.now();
  const response = await fetch("./", {
    headers: { Accept: "application/json" },
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const { uptime_seconds: uptime, links, ...rest } = await response.json();
  if (!response.ok || !Number.isFinite(uptime) || !links) throw new Error("not the service");
  return { ...rest, links, uptime, earliest: sent - (uptime + 1) * 1000, latest: Date.now() - uptime * 1000 };
}

const PERIOD = 5000;
let failures = 0;
let polling = false;
let nextPoll;

// Polls the instance, so that a switch of versions can be watched: less often while it fails, and not while
// the page is hidden.
async function poll() {
  if (polling || document.hidden) return;
  clearTimeout(nextPoll);
  polling = true;
  let delay = PERIOD;
  try {
    const latest = await fetchInstance();
    if (!instance || !isSame(instance, latest)) {
      showInstance(latest);
      if (instance) logChange(`now ${versionOf(latest)}, up for ${time(latest.uptime)}; before, ${versionOf(instance)}`);
      instance = latest;
    }
    failures = 0;
    byId("uptime").textContent = time(latest.uptime);
    byId("responded").textContent = new Date().toLocaleTimeString();
  } catch {
    failures++;
    delay = Math.min(60_000, PERIOD * 2 ** failures);
    byId("responded").textContent = `none; next try in ${time(delay / 1000)}`;
  }
  polling = false;
  nextPoll = setTimeout(poll, delay);
}

// ---- The page

function start() {
  const numbers = byId("numbers");
  const addTwoSoon = debounce(120, addTwo);
  const addTextSoon = debounce(300, addText);
  for (const field of [byId("a"), byId("b")]) {
    field.addEventListener("input", addTwoSoon);
    field.addEventListener("focus", () => field.select());
  }
  document.addEventListener("input", () => (announcing = true));
  // The example gives way to what is pasted.
  numbers.addEventListener("focus", () => numbers.select(), { once: true });
  numbers.addEventListener("input", addTextSoon);
  numbers.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    // A field with so many lines would make the browser slow.
    if (text.length < 1_000_000) return;
    event.preventDefault();
    addColumn(new Blob([text]), "Pasted text");
  });
  byId("file").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    if (file) addFile(file);
    // The same file can be chosen again.
    target.value = "";
  });

  const column = byId("column");
  const carriesFile = ({ dataTransfer }) => dataTransfer.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    column.classList.add("drop");
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) column.classList.remove("drop");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    announcing = true;
    column.classList.remove("drop");
    const [file] = event.dataTransfer.files;
    addFile(file);
  });

  iconTemplate = decodeURIComponent(byId("icon").href);
  byId("column-shell").textContent = `curl -X POST -T amounts.txt ${new URL("sum", location)}`;
  addTwo();
  addText();
  poll();
  document.addEventListener("visibilitychange", poll);
}

if (self.document) start();
else work();
