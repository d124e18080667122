// The page: asks the local intake every few seconds and shows what it keeps.
// All text that comes from outside is set by textContent, never as markup.

import { Chart, clock_time, color_class, short_number } from "./chart.js";

const REFRESH_MS = 3000;
const DRAWN = 16;
const $ = (id) => document.getElementById(id);

const state = { metric: "", span: 900, tags: "", aggregate: "p95", hidden: new Set(), metrics: [], events: [] };
const chart = new Chart($("chart"), $("tip"), $("readout"));

function element(name, class_name, text) {
  const x = document.createElement(name);
  if (class_name) x.className = class_name;
  if (text !== undefined) x.textContent = text;
  return x;
}

// -- the address keeps what was chosen ----------------------------------------

function load_address() {
  const given = new URLSearchParams(location.hash.slice(1));
  state.metric = given.get("metric") ?? "";
  state.tags = given.get("tags") ?? "";
  state.aggregate = given.get("aggregate") ?? "p95";
  const span = Number(given.get("span"));
  if ([900, 3600, 21600, 86400].includes(span)) state.span = span;
  $("tags").value = state.tags;
  $("aggregate").value = state.aggregate;
  if (!$("aggregate").value) $("aggregate").value = state.aggregate = "p95";
}

function save_address() {
  const x = new URLSearchParams({ metric: state.metric, span: state.span });
  if (state.tags) x.set("tags", state.tags);
  if (state.aggregate !== "p95") x.set("aggregate", state.aggregate);
  history.replaceState(null, "", "#" + x);
}

// -- theme --------------------------------------------------------------------

function apply_theme(name) {
  document.documentElement.dataset.theme = name;
}

function start_theme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = localStorage.getItem("theme");
  apply_theme(stored ?? (system.matches ? "dark" : "light"));
  system.addEventListener("change", (e) => {
    if (!localStorage.getItem("theme")) apply_theme(e.matches ? "dark" : "light");
  });
  $("theme").addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", next);
    apply_theme(next);
  });
}

// -- metrics ------------------------------------------------------------------

const is_own = (name) => /^(datadog\.|troupe\.|n_o_i_n_d_e_x\.)/.test(name);

function metric_button(x) {
  const button = element("button");
  button.type = "button";
  button.dataset.metric = x.metric;
  button.setAttribute("aria-current", x.metric === state.metric);
  button.append(element("span", "name mono", x.metric));
  button.append(element("span", "kind", x.series > 1 ? `${x.type} · ${x.series}` : x.type));
  return button;
}

function metric_group(title, items) {
  if (!items.length) return [];
  const list = element("ul");
  for (const x of items) {
    const row = element("li");
    row.append(metric_button(x));
    list.append(row);
  }
  return title ? [element("h3", "", title), list] : [list];
}

function show_metrics() {
  const filter = $("filter").value.trim().toLowerCase();
  const shown = state.metrics.filter((x) => x.metric.toLowerCase().includes(filter));
  const own = shown.filter((x) => is_own(x.metric));
  const theirs = shown.filter((x) => !is_own(x.metric));
  const focused = document.activeElement?.dataset?.metric;
  const groups = [...metric_group("", theirs), ...metric_group("The runtime's own", own)];
  if (!groups.length) groups.push(element("p", "empty", filter ? "No name contains that." : "Nothing yet."));
  $("metrics").replaceChildren(...groups);
  $("count").textContent = filter ? `${shown.length} of ${state.metrics.length}` : state.metrics.length;
  if (focused) $("metrics").querySelector(`[data-metric="${CSS.escape(focused)}"]`)?.focus();
}

function choose(name) {
  state.metric = name;
  state.hidden.clear();
  save_address();
  show_metrics();
  refresh();
}

// The newest of the person's own metrics, until somebody chooses.
function choose_first() {
  if (state.metric) return;
  const theirs = state.metrics.filter((x) => !is_own(x.metric));
  const newest = theirs.reduce((a, b) => (!a || b.last > a.last ? b : a), null);
  if (newest) state.metric = newest.metric;
}

// -- the chart ----------------------------------------------------------------

// The host is named only where it tells series apart.
function label_of(x, hosts) {
  const parts = [...x.tags];
  if (x.host && (hosts > 1 || !parts.length)) parts.push(`host:${x.host}`);
  return parts.join(", ") || "no tags";
}

function step_of(span) {
  return span > 21600 ? 300 : span > 3600 ? 60 : 0;
}

function legend_item(x) {
  const row = element("li");
  const button = element("button");
  button.type = "button";
  button.title = x.label;
  button.setAttribute("aria-pressed", !state.hidden.has(x.label));
  button.append(element("span", `swatch ${x.color}`), element("span", "label", x.label));
  button.append(element("span", "value", short_number(x.points.at(-1)[1])));
  button.addEventListener("click", () => {
    if (!state.hidden.delete(x.label)) state.hidden.add(x.label);
    refresh();
  });
  row.append(button);
  return row;
}

function show_series(answer, from, to) {
  const hosts = new Set(answer.series.map((x) => x.host)).size;
  const all = answer.series.map((x, i) => ({ label: label_of(x, hosts), color: color_class(i), points: x.points.filter((p) => p[1] !== null), interval: x.interval, type: x.type }))
    .filter((x) => x.points.length);
  const drawn = all.slice(0, DRAWN);
  const visible = drawn.filter((x) => !state.hidden.has(x.label));
  const usual = Math.max(step_of(state.span), ...drawn.map((x) => x.interval), 10);
  const marks = state.events.map((x) => x.timestamp).filter((t) => t >= from && t <= to).slice(0, 50);
  chart.show(visible, from, to, usual * 3.5, marks);
  const focused = document.activeElement?.closest?.("#legend button")?.title;
  $("legend").replaceChildren(...drawn.map(legend_item));
  if (focused) [...$("legend").querySelectorAll("button")].find((x) => x.title === focused)?.focus();
  $("no-points").hidden = all.length > 0;
  const more = all.length > DRAWN || answer.truncated;
  $("cut").hidden = !more;
  $("cut").textContent = `The first ${drawn.length} series are drawn; name tags above to see others.`;
  const type = all[0]?.type ?? state.metrics.find((x) => x.metric === state.metric)?.type ?? "";
  const unit = type === "rate" ? "rate, per second" : type;
  $("chart-sub").textContent = [unit, all.length === 1 ? "1 series" : `${all.length} series`].filter(Boolean).join(" · ");
  $("aggregate-box").hidden = type !== "distribution";
}

async function load_series() {
  const to = Math.floor(Date.now() / 1000);
  const from = to - state.span;
  const query = new URLSearchParams({ metric: state.metric, from, to, aggregate: state.aggregate });
  if (state.tags) query.set("tags", state.tags);
  if (step_of(state.span)) query.set("step", step_of(state.span));
  const asked = state.metric;
  const answer = await ask("/api/v1/query?" + query);
  if (asked === state.metric) show_series(answer, from, to);
}

function show_plot() {
  const any = state.metric !== "";
  $("welcome").hidden = any;
  $("plot").hidden = !any;
  if (any) $("chart-title").textContent = state.metric;
  for (const x of $("ranges").children) x.setAttribute("aria-pressed", Number(x.dataset.span) === state.span);
}

// -- checks and events --------------------------------------------------------

const CHECKS = [["ok", "OK"], ["warn", "WARNING"], ["bad", "CRITICAL"], ["unknown", "UNKNOWN"]];
const ALERTS = { error: "bad", warning: "warn", success: "ok" };

function age(s) {
  const seconds = Math.max(0, Math.floor(Date.now() / 1000 - s));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86400 ? clock_time(s) : new Date(s * 1000).toLocaleDateString();
}

function row(status, word, title, when, note, chips) {
  const item = element("li");
  const head = element("div", "row");
  const time = element("time", "", age(when));
  time.dateTime = new Date(when * 1000).toISOString();
  time.title = new Date(when * 1000).toLocaleString();
  head.append(element("span", `status ${status}`, word), element("span", "title", title), time);
  item.append(head);
  if (note) item.append(element("p", "note", note));
  if (chips.length) {
    const box = element("div", "chips");
    for (const x of chips.slice(0, 12)) box.append(element("span", "", x));
    item.append(box);
  }
  return item;
}

function fill(id, rows, when_empty) {
  if (!rows.length) {
    const [text, command] = [].concat(when_empty);
    const note = element("p", "empty", text);
    if (command) note.append(element("code", "", command));
    $(id).replaceChildren(note);
    return;
  }
  const list = element("ul", "rows");
  list.append(...rows);
  $(id).replaceChildren(list);
}

function show_checks(runs) {
  const worst_first = [...runs].sort((a, b) => (b.status % 3) - (a.status % 3) || a.check.localeCompare(b.check));
  fill("checks", worst_first.map((x) => {
    const [status, word] = CHECKS[x.status] ?? CHECKS[3];
    return row(status, word, x.check, x.timestamp, x.message, host_and(x.host_name, x.tags));
  }), "No service check has reported yet.");
}

function show_events(events) {
  state.events = events;
  fill("events", events.map((x) => row(ALERTS[x.alert_type] ?? "unknown", x.alert_type || "info", x.title || "(no title)", x.timestamp, x.text, host_and(x.host, x.tags))),
    ["No event has come in yet. Send one: ", "printf '_e{5,4}:hello|text' | nc -u -w0 127.0.0.1 8125"]);
}

function host_and(host, tags) {
  return host ? [...tags, `host:${host}`] : tags;
}

function show_hosts(hosts) {
  const newest = hosts.reduce((a, b) => (!a || b.timestamp > a.timestamp ? b : a), null);
  const parts = ["local intake"];
  if (newest?.host) parts.push(newest.host);
  if (newest?.agent_version) parts.push(`version ${newest.agent_version}`);
  $("host").textContent = parts.join(" · ");
}

// -- refresh ------------------------------------------------------------------

async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) {
    const body = await answer.json().catch(() => ({}));
    throw new Error(body.errors?.[0] ?? `answer ${answer.status}`);
  }
  return answer.json();
}

function say(ok, text) {
  $("live").className = "live " + (ok ? "ok" : "bad");
  if ($("live-text").textContent !== text) $("live-text").textContent = text;
}

let running = false;
let again = false;

async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const [metrics, checks, events, hosts] = await Promise.all([
      ask("/api/v1/metrics?details=true"), ask("/api/v1/check_runs?latest=true&limit=200"), ask("/api/v1/events?limit=50"), ask("/api/v1/hosts")]);
    state.metrics = metrics.metrics;
    choose_first();
    show_metrics();
    show_checks(checks.check_runs);
    show_events(events.events);
    show_hosts(hosts.hosts);
    show_plot();
    if (state.metric) await load_series();
    say(true, "live");
  } catch (error) {
    say(false, error instanceof TypeError ? "not reachable, trying again" : error.message);
  }
  running = false;
  if (again) {
    again = false;
    refresh();
  }
}

// -- wiring -------------------------------------------------------------------

function walk_list(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const buttons = [...$("metrics").querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  event.preventDefault();
  if (at + step < 0) $("filter").focus();
  else buttons[Math.min(at + step, buttons.length - 1)]?.focus();
}

function later(f, ms) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(f, ms);
  };
}

function wire() {
  $("filter").addEventListener("input", show_metrics);
  $("filter").addEventListener("keydown", walk_list);
  $("metrics").addEventListener("keydown", walk_list);
  $("metrics").addEventListener("click", (e) => {
    const button = e.target.closest("button");
    if (button) choose(button.dataset.metric);
  });
  $("ranges").addEventListener("click", (e) => {
    if (!e.target.dataset.span) return;
    state.span = Number(e.target.dataset.span);
    save_address();
    refresh();
  });
  $("aggregate").addEventListener("change", (e) => {
    state.aggregate = e.target.value;
    save_address();
    refresh();
  });
  $("tags").addEventListener("input", later(() => {
    state.tags = $("tags").value.trim();
    save_address();
    refresh();
  }, 300));
  $("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText($("command").textContent);
    $("copy").textContent = "Copied";
    setTimeout(() => ($("copy").textContent = "Copy"), 1500);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "/" || e.target.matches("input, select")) return;
    e.preventDefault();
    $("filter").focus();
  });
  addEventListener("hashchange", () => {
    load_address();
    refresh();
  });
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  setInterval(() => !document.hidden && refresh(), REFRESH_MS);
}

start_theme();
load_address();
wire();
refresh();
