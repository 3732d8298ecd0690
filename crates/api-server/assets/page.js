"use strict";

// One file for the page and for its worker. The worker reads what may be too long for the page, in
// pieces, so that neither the memory nor the person feels how long it is. Which of the two this is,
// the last lines find out.

// ---- The worker

// A coding that the browser does not know is an error, as zstd is for many.
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

// What most programs would have answered: each number is made a float, and each sum is.
async function addFloats(task) {
  // Nothing else is between the numbers of lines or of a JSON array that add up.
  const separates = new Uint8Array(256);
  for (const separator of ' \t\r\n,[]"') separates[separator.charCodeAt()] = 1;
  const reader = piecesOf(task);
  let sum = 0;
  let rest = new Uint8Array();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const bytes = new Uint8Array(rest.length + value.length);
    bytes.set(rest);
    bytes.set(value, rest.length);
    let start = 0;
    for (let at = rest.length; at < bytes.length; at++) {
      if (separates[bytes[at]]) {
        if (start < at) sum += nearestFloat(bytes, start, at);
        start = at + 1;
      }
    }
    rest = bytes.slice(start);
    if (rest.length > 100_000) throw new Error("this is not a number");
  }
  return rest.length ? sum + nearestFloat(rest, 0, rest.length) : sum;
}

function work() {
  self.onmessage = ({ data }) =>
    addFloats(data).then((result) => self.postMessage(result), () => self.postMessage(null));
}

// ---- Decimals as texts

// A float in plain notation, with the digits that are needed to tell it from its neighbours.
function plain(float) {
  const parts = /^(-?)(\d+)\.?(\d*)(?:e(.+))?$/.exec(String(float));
  if (!parts) return String(float);
  const [, sign, whole, fraction, exponent = "0"] = parts;
  const point = whole.length + Number(exponent);
  const digits = ("0".repeat(Math.max(0, 1 - point)) + whole + fraction).padEnd(point, "0");
  const behind = Math.max(1, point);
  return sign + digits.slice(0, behind) + (behind < digits.length ? `.${digits.slice(behind)}` : "");
}

const places = (decimal) => decimal.split(".")[1]?.length ?? 0;

function withPlaces(decimal, count) {
  const missing = count - places(decimal);
  return missing > 0 ? decimal + (decimal.includes(".") ? "" : ".") + "0".repeat(missing) : decimal;
}

// How a float differs from the truth: its text, from where on it is wrong, and by how much.
function compare(exact, float) {
  const said = plain(float);
  if (!Number.isFinite(float)) return { said, wrongFrom: 0, off: "which is no number" };
  const scale = Math.max(places(exact), places(said));
  const [truth, full] = [exact, said].map((decimal) => withPlaces(decimal, scale));
  const [units, saidUnits] = [truth, full].map((decimal) => BigInt(decimal.replace(".", "")));
  if (units === saidUnits) return { said, wrongFrom: said.length, off: "" };

  let wrongFrom = 0;
  if (truth.length === full.length) while (truth[wrongFrom] === full[wrongFrom]) wrongFrom++;
  const much = saidUnits > units;
  const digits = String(much ? saidUnits - units : units - saidUnits).padStart(scale + 1, "0");
  const off = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale).replace(/0+$/, "")}` : digits;
  return {
    said: wrongFrom < said.length ? said : full,
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

let quiet = true;

// For those who do not see the page. The examples that it begins with are not announced.
const say = later(600, (...sentences) => {
  if (!quiet) byId("status").textContent = sentences.filter(Boolean).join(" ");
});

function later(milliseconds, action) {
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
    // Without TLS there is no clipboard; but there is the old way, by a selection.
    getSelection().selectAllChildren(shown);
    document.execCommand("copy");
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

function showSum(answer, sum, note) {
  const shown = digits(sum);
  const button = element("button", { type: "button", textContent: "Copy", onclick: () => copy(sum, shown, button) });
  const exact = element("p", { className: "exact" }, shown);
  exact.style.setProperty("--length", sum.length);
  answer.replaceChildren(
    element("div", { className: "total" }, button, exact),
    element("p", { className: "note" }, note),
    element("p", { className: "float" }, "A 64-bit float is still adding …"),
  );
  say(`The exact sum is ${sum}.`, note);
}

function showFloat(answer, sum, float, note) {
  const shown = answer.querySelector(".float");
  if (float === null) {
    shown.textContent = "What a 64-bit float would say cannot be told for this file.";
    return;
  }
  const { said, wrongFrom, off } = compare(sum, float);
  if (off) {
    shown.replaceChildren("A 64-bit float says ", digits(said, wrongFrom), off);
    say(`The exact sum is ${sum}.`, note, `A 64-bit float says ${said}, ${off}.`);
  } else {
    shown.textContent = "A 64-bit float gets this one right.";
    say(`The exact sum is ${sum}.`, note, "A 64-bit float says the same.");
  }
}

// What stood where something else had to be, with the place marked. All before it is of a number,
// so that bytes are characters.
function excerpt(text, position) {
  if (position === undefined || position > text.length) return element("code", {}, text);
  const start = Math.max(0, position - 40);
  const [wrong = "\u00a0"] = text.slice(position);
  const before = (start ? "…" : "") + text.slice(start, position);
  return element("code", {}, before, element("mark", {}, wrong), text.slice(position + wrong.length, position + 40));
}

function showError(place, message, ...more) {
  place.replaceChildren(message, ...more);
  if (message) say(place.textContent);
}

// The problem in an answer that is not a sum (RFC 9457); something between us and the service may have
// answered instead of it.
function problemOf(status, text) {
  try {
    return { errors: [], ...JSON.parse(text) };
  } catch {
    return { errors: [], detail: status ? `The service answered ${status}.` : "The service does not answer." };
  }
}

// JSON.parse would round the sum.
const sumOf = (text) => /"sum":(-?[\d.]+)/.exec(text)[1];
const countOf = (text) => Number(/"count":(\d+)/.exec(text)[1]);

// ---- Two numbers

let asking = new AbortController();

async function addTwo() {
  const answer = byId("two-answer");
  const fields = [byId("a"), byId("b")];
  const [a, b] = fields.map((field) => field.value);
  const target = `sum?${new URLSearchParams({ a, b })}`;
  byId("two-shell").textContent = `curl '${new URL(target, location)}'`;
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;

  let status = 0;
  let text = "";
  if (a.trim() && b.trim()) {
    try {
      const response = await fetch(target, { signal });
      status = response.status;
      text = await response.text();
    } catch {
      if (signal.aborted) return;
    }
  } else {
    text = '{"detail":""}';
  }
  if (signal.aborted) return;

  const { errors, detail } = status === 200 ? { errors: [] } : problemOf(status, text);
  for (const field of fields) {
    const error = errors.find(({ parameter }) => parameter === field.id);
    field.setAttribute("aria-invalid", Boolean(error));
    const value = field.value.replace(/^[\t\n\f\r ]+/, "");
    const place = byId(`${field.id}-error`);
    if (error) showError(place, error.detail, excerpt(value, error.position));
    else showError(place, "");
  }
  if (status === 200) {
    const sum = sumOf(text);
    showSum(answer, sum, "");
    showFloat(answer, sum, Number(a) + Number(b), "");
  } else {
    answer.replaceChildren(element("p", { className: "error" }, errors.length ? "" : detail));
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

// Hands a job to a worker of its own; to stop it is to end the worker.
function hire(task) {
  const worker = new Worker("page.js");
  const result = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(null);
  }).finally(() => worker.terminate());
  worker.postMessage(task);
  return { result, stop: () => worker.terminate() };
}

// What a file is called tells what it is.
function formOf(name) {
  const coding = { gz: "gzip", zst: "zstd" }[/\.(gz|zst)$/i.exec(name)?.[1].toLowerCase()];
  const json = /\.json(\.gz|\.zst)?$/i.test(name);
  return { coding, type: json ? "application/json" : "text/plain" };
}

const secondsSince = (start) => (performance.now() - start) / 1000;

function figures(sent, total, seconds) {
  const left = seconds > 0.3 && sent < total ? ` · ${time((seconds * (total - sent)) / sent)} left` : "";
  return `${size(sent)} of ${size(total)} · ${size(sent / seconds)}/s${left}`;
}

let stopLast = () => {};
let jobs = 0;

// Adds up a file, or what is pasted or typed, which has no name.
function addColumn(file, name = "") {
  stopLast();
  const job = ++jobs;
  const isLast = () => job === jobs;
  const answer = byId("column-answer");
  const error = byId("column-error");
  const { coding, type } = formOf(name);
  const start = performance.now();
  const request = new XMLHttpRequest();
  const float = hire({ file, coding });
  const field = byId("numbers");

  // Nobody is to take the example for what the file says.
  if (name && field.value === field.defaultValue) field.value = "";
  field.setAttribute("aria-invalid", false);
  showError(error, "");
  answer.replaceChildren();
  byId("transfer-name").textContent = name;
  byId("transfer-figures").textContent = "";
  byId("progress").value = 0;
  byId("transfer").hidden = !name;

  const end = () => {
    // Who stands on the button that goes away is not to be left nowhere.
    if (document.activeElement === byId("cancel")) byId("file").focus();
    byId("transfer").hidden = true;
  };
  const fail = ({ detail, errors: [first] }) => {
    end();
    float.stop();
    if (!name) field.setAttribute("aria-invalid", true);
    if (!first) return showError(error, detail);
    const { line, index } = first;
    const place = line ? `Line ${line}: ` : index === undefined ? "" : `Element ${index}: `;
    showError(error, place + first.detail);
    if (first.found) error.append(excerpt(first.found, first.position));
  };

  request.upload.onprogress = ({ loaded, total }) => {
    byId("progress").value = total ? loaded / total : 1;
    byId("transfer-figures").textContent = figures(loaded, total, secondsSince(start));
  };
  request.onload = async () => {
    const { status, responseText: text } = request;
    if (status !== 200) return fail(problemOf(status, text));
    end();
    const [sum, count] = [sumOf(text), countOf(text)];
    const numbers = `${integers.format(count)} ${count === 1 ? "number" : "numbers"}`;
    const note = name ? `${name}: ${numbers}, ${size(file.size)} in ${time(secondsSince(start))}.` : `${numbers}.`;
    showSum(answer, sum, note);
    const said = await float.result;
    if (isLast()) showFloat(answer, sum, said, note);
  };
  request.onerror = () => fail({ detail: "The connection broke. The file may have changed, or the service is gone.", errors: [] });
  request.onabort = () => float.stop();

  stopLast = () => {
    request.abort();
    float.stop();
  };
  byId("cancel").onclick = () => {
    stopLast();
    end();
    showError(error, "Cancelled. Nothing was added up.");
  };
  request.open("POST", "sum");
  request.setRequestHeader("Content-Type", type);
  if (coding) request.setRequestHeader("Content-Encoding", coding);
  request.send(file);
}

const addText = () => addColumn(new Blob([byId("numbers").value]));

// ---- This instance

let known;
let drawing;

// Black or white, whichever is easier to read on a color. One of them always has a contrast of 4.5.
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
  const icon = color ? drawing.replace("#0f5c4a", color).replace("#fff", inkOn(color)) : drawing;
  byId("icon").href = encodeURI(icon).replaceAll("#", "%23");
}

const versionOf = ({ version, commit }) => (commit ? `${version} (${commit.slice(0, 12)})` : version);

function showInstance(instance) {
  const { name, commit = "", banner = "", color, links } = instance;
  byId("banner").textContent = banner;
  byId("banner").hidden = !banner;
  paint(color);
  byId("service").textContent = name;
  byId("version").textContent = versionOf(instance);
  byId("version").title = commit;
  byId("links").replaceChildren(
    ...Object.entries(links).map(([link, href]) => element("li", {}, element("a", { href: `.${href}` }, link))),
  );
}

function tellChange(text) {
  byId("changes").prepend(element("li", {}, `${new Date().toLocaleTimeString()}: ${text}`));
  byId("changes").children[5]?.remove();
  say(text);
}

// The same process cannot have started at two times. An uptime is in whole seconds, and an answer takes a
// while, so that of each start only the earliest and the latest moment are known.
function isSame(one, other) {
  const alike = ["name", "version", "commit", "banner", "color"].every((member) => one[member] === other[member]);
  return alike && one.earliest <= other.latest && other.earliest <= one.latest;
}

// Asks who answers, again and again, so that one can watch a switch of versions.
async function watch() {
  if (document.hidden) return;
  const asked = Date.now();
  try {
    const response = await fetch("./", { headers: { Accept: "application/json" }, cache: "no-store" });
    const instance = await response.json();
    instance.earliest = asked - (instance.uptime_seconds + 1) * 1000;
    instance.latest = Date.now() - instance.uptime_seconds * 1000;
    if (!known || !isSame(known, instance)) {
      showInstance(instance);
      if (known) tellChange(`${versionOf(instance)} answers instead of ${versionOf(known)}, up for ${time(instance.uptime_seconds)}`);
      known = instance;
    }
    byId("uptime").textContent = time(instance.uptime_seconds);
    byId("answered").textContent = new Date().toLocaleTimeString();
  } catch {
    byId("answered").textContent = "none, asking again …";
  }
}

// ---- The page

function start() {
  const numbers = byId("numbers");
  const addTwoSoon = later(120, addTwo);
  const addTextSoon = later(300, addText);
  for (const field of [byId("a"), byId("b")]) {
    field.addEventListener("input", addTwoSoon);
    field.addEventListener("focus", () => field.select());
  }
  document.addEventListener("input", () => (quiet = false));
  // The example gives way to whatever is pasted.
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
    if (file) addColumn(file, file.name);
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
    quiet = false;
    column.classList.remove("drop");
    const [file] = event.dataTransfer.files;
    addColumn(file, file.name);
  });

  drawing = decodeURIComponent(byId("icon").href);
  byId("column-shell").textContent = `curl -X POST -T amounts.txt ${new URL("sum", location)}`;
  addTwo();
  addText();
  watch();
  setInterval(watch, 5000);
  document.addEventListener("visibilitychange", watch);
}

if (self.document) start();
else work();
