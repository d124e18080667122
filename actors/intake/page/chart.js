// Draws series as an SVG line chart: axes, one line per series, a crosshair
// that the pointer and the arrow keys move. Everything shown is set as text.

const NS = "http://www.w3.org/2000/svg";
const COLORS = 8;
const PAD = { left: 52, right: 14, top: 12, bottom: 26 };

function svg(parent, name, attributes = {}, text) {
  const x = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) x.setAttribute(key, value);
  if (text !== undefined) x.textContent = text;
  parent.append(x);
  return x;
}

export function color_class(index) {
  return "c" + (index % COLORS);
}

// 1234567 -> "1.23M"; small numbers keep three digits.
export function short_number(x) {
  if (x === null || x === undefined) return "–";
  const size = Math.abs(x);
  for (const [limit, unit] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]])
    if (size >= limit) return trim(x / limit) + unit;
  if (size !== 0 && size < 0.001) return x.toExponential(1);
  return trim(x);
}

function trim(x) {
  return String(Number(x.toPrecision(3)));
}

// About `n` round numbers that cover [low, high].
function ticks(low, high, n) {
  const raw = (high - low) / n;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((f) => f * power).find((s) => s >= raw);
  const result = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) result.push(i * step);
  return result;
}

const TIME_STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];

function time_ticks(from, to, n) {
  const step = TIME_STEPS.find((s) => (to - from) / s <= n) ?? 86400;
  const offset = new Date(from * 1000).getTimezoneOffset() * 60;
  const result = [];
  for (let t = Math.ceil((from - offset) / step) * step + offset; t <= to; t += step) result.push(t);
  return result;
}

export function clock_time(s, seconds = false) {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false };
  if (seconds) options.second = "2-digit";
  return new Date(s * 1000).toLocaleTimeString([], options);
}

// Where there was nothing for a while, the line has a gap.
function pieces(points, gap) {
  const result = [];
  for (const p of points) {
    const last = result.at(-1);
    if (last && p[0] - last.at(-1)[0] <= gap) last.push(p);
    else result.push([p]);
  }
  return result;
}

export class Chart {
  constructor(root, tip, readout) {
    this.root = root;
    this.tip = tip;
    this.readout = readout;
    this.series = [];
    this.at = null;
    root.addEventListener("pointermove", (e) => this.point(e));
    root.addEventListener("pointerdown", (e) => this.point(e));
    root.addEventListener("pointerleave", () => this.leave());
    root.addEventListener("blur", () => this.leave());
    root.addEventListener("keydown", (e) => this.key(e));
    new ResizeObserver(() => this.draw()).observe(root);
  }

  // series: [{label, color, points: [[s, value], ...]}]; marks: [s, ...]
  show(series, from, to, gap, marks) {
    Object.assign(this, { series, from, to, gap, marks });
    this.times = [...new Set(series.flatMap((x) => x.points.map((p) => p[0])))].sort((a, b) => a - b);
    this.draw();
  }

  scale() {
    const box = this.root.getBoundingClientRect();
    this.width = box.width;
    this.height = box.height;
    const values = this.series.flatMap((x) => x.points.map((p) => p[1]));
    let low = Math.min(0, ...values);
    let high = Math.max(low < 0 ? 0 : -Infinity, ...values);
    if (!Number.isFinite(high) || high === low) high = low + 1;
    high += (high - low) * 0.06;
    if (low < 0) low -= (high - low) * 0.04;
    const plot_width = this.width - PAD.left - PAD.right;
    const plot_height = this.height - PAD.top - PAD.bottom;
    this.low = low;
    this.high = high;
    this.x = (t) => PAD.left + ((t - this.from) / (this.to - this.from)) * plot_width;
    this.y = (v) => PAD.top + (1 - (v - low) / (high - low)) * plot_height;
  }

  draw() {
    this.root.replaceChildren();
    if (this.from === undefined) return;
    this.scale();
    if (this.width < PAD.left + PAD.right + 20) return;
    this.root.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.axes();
    for (const t of this.marks)
      svg(this.root, "line", { class: "mark", x1: this.x(t), x2: this.x(t), y1: PAD.top, y2: this.height - PAD.bottom });
    for (const x of this.series) this.line(x);
    this.cross();
  }

  axes() {
    const right = this.width - PAD.right;
    for (const v of ticks(this.low, this.high, this.height < 280 ? 4 : 5)) {
      const y = this.y(v);
      if (y < PAD.top - 1 || y > this.height - PAD.bottom + 1) continue;
      svg(this.root, "line", { class: v === 0 ? "axis" : "grid", x1: PAD.left, x2: right, y1: y, y2: y });
      svg(this.root, "text", { x: PAD.left - 8, y: y + 4, "text-anchor": "end" }, short_number(v));
    }
    for (const t of time_ticks(this.from, this.to, Math.max(2, this.width / 90))) {
      const x = Math.min(this.x(t), right - 12);
      svg(this.root, "text", { x, y: this.height - 8, "text-anchor": "middle" }, clock_time(t));
    }
  }

  line(serie) {
    const base = this.y(Math.max(0, this.low));
    for (const piece of pieces(serie.points, this.gap)) {
      const path = piece.map(([t, v], i) => `${i ? "L" : "M"}${this.x(t).toFixed(1)} ${this.y(v).toFixed(1)}`).join("");
      const [first, last] = [this.x(piece[0][0]), this.x(piece.at(-1)[0])];
      if (this.series.length === 1 && piece.length > 1)
        svg(this.root, "path", { class: `area ${serie.color}`, d: `${path}L${last} ${base}L${first} ${base}Z` });
      if (piece.length > 1) svg(this.root, "path", { class: `line ${serie.color}`, d: path });
      else svg(this.root, "circle", { class: `spot ${serie.color}`, cx: first, cy: this.y(piece[0][1]), r: 4 });
    }
  }

  // -- the crosshair ----------------------------------------------------------

  point(event) {
    if (!this.times?.length) return;
    const box = this.root.getBoundingClientRect();
    const share = (event.clientX - box.left - PAD.left) / (box.width - PAD.left - PAD.right);
    const t = this.from + share * (this.to - this.from);
    this.move(this.times.reduce((a, b) => (Math.abs(b - t) < Math.abs(a - t) ? b : a)));
  }

  key(event) {
    if (!this.times?.length) return;
    const i = this.times.indexOf(this.at);
    const last = this.times.length - 1;
    const to = { ArrowLeft: i < 0 ? last : Math.max(i - 1, 0), ArrowRight: i < 0 ? last : Math.min(i + 1, last), Home: 0, End: last };
    if (event.key === "Escape") this.leave();
    if (!(event.key in to)) return;
    event.preventDefault();
    this.move(this.times[to[event.key]]);
    this.readout.textContent = this.tip.innerText;
  }

  move(t) {
    this.at = t;
    this.draw();
  }

  leave() {
    this.at = null;
    this.tip.hidden = true;
    this.draw();
  }

  cross() {
    if (this.at === null || this.at < this.from || !this.times?.includes(this.at)) {
      this.tip.hidden = true;
      return;
    }
    const x = this.x(this.at);
    svg(this.root, "line", { class: "cross", x1: x, x2: x, y1: PAD.top, y2: this.height - PAD.bottom });
    const rows = [];
    for (const serie of this.series) {
      const hit = serie.points.find((p) => p[0] === this.at);
      if (!hit) continue;
      svg(this.root, "circle", { class: `spot ${serie.color}`, cx: x, cy: this.y(hit[1]), r: 4 });
      rows.push([serie, hit[1]]);
    }
    this.fill_tip(x, rows.sort((a, b) => b[1] - a[1]));
  }

  fill_tip(x, rows) {
    const title = document.createElement("b");
    title.textContent = clock_time(this.at, true);
    this.tip.replaceChildren(title);
    for (const [serie, value] of rows.slice(0, 8)) {
      const row = document.createElement("div");
      const swatch = document.createElement("span");
      swatch.className = `swatch ${serie.color}`;
      const label = document.createElement("span");
      label.className = "label";
      label.textContent = serie.label;
      const number = document.createElement("span");
      number.textContent = short_number(value);
      row.append(swatch, label, number);
      this.tip.append(row);
    }
    this.tip.hidden = false;
    const left = x + 14 + this.tip.offsetWidth > this.width ? x - 14 - this.tip.offsetWidth : x + 14;
    this.tip.style.left = `${Math.max(0, left)}px`;
  }
}
