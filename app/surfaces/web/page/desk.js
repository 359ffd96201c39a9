// The desk in a browser. It holds nothing that the desk does not know: what is shown is what the desk told,
// and while a finger lies on a fader, where the finger is; a tapped key, what it asked for.
"use strict";

const TAPER_ZERO = 0.75;   // where 0 dB stands on a fader
const SEND_MS = 30;        // moves of a finger go out no faster
const SETTLE_MS = 350;     // so long after the last move the finger is believed
const DOUBLE_MS = 350;
const ASKED_MS = 1000;     // so long a tapped key shows what was asked for, if the desk says nothing else

const at = (id) => document.getElementById(id);
const desk = { strips: [], buses: {}, monitors: [] };
let me = { role: "", monitor: 0 };
let view = "mix";          // "mix", or the number of a monitor
let socket = null;
let strips = [];

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket.onopen = () => {
    const token = sessionStorage.getItem("token");
    if (token) say({ say: "back", token }); else showDoor();
  };
  socket.onmessage = (event) => hear(JSON.parse(event.data));
  socket.onclose = () => { trouble("The desk went away. The sound goes on; waiting for the desk to come back…"); setTimeout(connect, 800); };
}

function say(message) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

const move = (address, value) => say({ say: "move", address, value });

function showDoor() { at("door").hidden = false; at("desk").hidden = true; at("code").focus(); }

function hear(told) {
  if (told.tell === "refused") {
    at("refused").hidden = !sessionStorage.getItem("asked");
    sessionStorage.removeItem("token");
    showDoor();
  } else if (told.tell === "paired") {
    me = told;
    sessionStorage.setItem("token", told.token);
    view = me.role === "monitor" ? String(me.monitor) : "mix";
    at("door").hidden = true;
    at("desk").hidden = false;
    document.body.dataset.role = me.role;
    document.querySelector(".keys").hidden = me.role !== "full";
    trouble("");
  } else if (told.tell === "meters") {
    told.levels.forEach((level, n) => { if (strips[n]) strips[n].meter.style.clipPath = `inset(${100 - 100 * level}% 0 0 0)`; });
  } else if (told.tell === "desk") {
    Object.assign(desk, told);
    draw();
  }
}

function trouble(words) { at("trouble").textContent = words; at("trouble").classList.toggle("bad", Boolean(words)); }

function draw() {
  at("show").textContent = desk.show;
  at("mind").textContent = me.role === "monitor" ? desk.monitors[me.monitor - 1] : desk.mind;
  at("freeze").classList.toggle("lit", desk.mode === "freeze");
  at("panic").classList.toggle("lit", Boolean(desk.panic));
  at("undo").disabled = !desk.undo;
  at("undo").title = desk.undo ? `Undo ${desk.undo}` : "";
  trouble(desk.trouble || "");
  document.body.classList.toggle("sends", view !== "mix");
  drawViews();
  const wanted = desk.strips.length + 1;
  if (strips.length !== wanted) {
    at("strips").replaceChildren();
    strips = [...Array(wanted).keys()].map((n) => makeStrip(n, n === wanted - 1));
  }
  strips.forEach((strip) => strip.draw());
}

function drawViews() {
  const views = me.role === "monitor" ? [] : [["mix", "MIX"], ...desk.monitors.map((name, n) => [String(n + 1), name.toUpperCase()])];
  const nav = at("views");
  if (nav.childElementCount !== views.length) {
    nav.replaceChildren(...views.map(([key, label]) => {
      const button = document.createElement("button");
      button.textContent = label;
      button.onclick = () => { view = key; strips.forEach((strip) => strip.letGo()); draw(); };
      button.dataset.view = key;
      return button;
    }));
  }
  for (const button of nav.children) button.classList.toggle("lit", button.dataset.view === view);
}

function element(parent, tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

// A key that asks for the opposite of what it shows: two taps in a row are on and off, however late the desk's word comes.
function makeKey(parent, className, label, address, told) {
  const key = element(parent, "button", className, label);
  let asked = false, until = 0;
  const draw = () => {
    if (asked === Boolean(told())) until = 0;
    key.classList.toggle("lit", performance.now() < until ? asked : Boolean(told()));
  };
  key.onclick = () => {
    asked = !key.classList.contains("lit");
    until = performance.now() + ASKED_MS;
    move(address, asked);
    draw();
    setTimeout(draw, ASKED_MS + 1);
  };
  return { key, draw };
}

// One strip, or at the end the bus that the faders go to: the master, or the monitor.
function makeStrip(n, isBus) {
  const box = element(at("strips"), "article", isBus ? "strip bus" : "strip");
  const name = element(box, "h2"), role = element(box, "small"), light = element(box, "button", "light");
  const room = element(box, "div", "throw"), fader = element(room, "div", "fader");
  const meter = element(element(room, "div", "meter"), "i");
  const zero = element(fader, "div", "zero"), ghost = element(fader, "div", "ghost"), cap = element(fader, "div", "cap");
  const value = element(box, "div", "value"), keys = element(box, "div", "switches");
  const mute = makeKey(keys, "mute", "M", isBus ? "/master/mute" : `/strip/${n + 1}/mute`, () => ((isBus ? desk.master : desk.strips[n]) || {}).mute);
  const solo = makeKey(keys, "solo", "S", `/strip/${n + 1}/solo`, () => (desk.strips[n] || {}).solo);
  zero.style.bottom = place(TAPER_ZERO);
  fader.tabIndex = 0;
  fader.setAttribute("role", "slider");
  fader.setAttribute("aria-orientation", "vertical");
  let own = null, until = 0, pointer = null, from = 0, start = 0, sent = 0, waiting = null, tapped = 0;

  const isMix = () => view === "mix";
  const address = () => {
    if (isBus) return isMix() ? "/master/fader_db" : `/monitor/${view}/fader_db`;
    return isMix() ? `/strip/${n + 1}/fader_db` : `/strip/${n + 1}/monitor${view}_send_db`;
  };
  const control = () => {
    if (isBus) return isMix() ? (desk.master || {}).fader : desk.buses[view];
    const strip = desk.strips[n];
    return strip && (isMix() ? strip.fader : strip.sends[view]);
  };
  const mayMove = () => me.role === "full" || (me.role === "monitor" && String(me.monitor) === view);
  const put = (share) => {
    own = Math.min(1, Math.max(0, share));
    until = performance.now() + SETTLE_MS;
    clearTimeout(waiting);
    const wait = SEND_MS - (performance.now() - sent);
    const send = () => { sent = performance.now(); move(`${address()}/pos`, own); };
    if (wait <= 0) send(); else waiting = setTimeout(send, wait);
    strip.draw();
    setTimeout(strip.draw, SETTLE_MS + 1);
  };

  fader.onpointerdown = (event) => {
    if (!mayMove()) return;
    pointer = event.pointerId;
    fader.setPointerCapture(pointer);
    from = event.clientY;
    start = own !== null && performance.now() < until ? own : (control() || { at: 0 }).at;
    move(`${address()}/touch`, true);
    event.preventDefault();
  };
  fader.onpointermove = (event) => {
    if (event.pointerId === pointer) put(start + (from - event.clientY) / Math.max(40, fader.clientHeight - 38));
  };
  fader.onpointerup = fader.onpointercancel = (event) => {
    if (event.pointerId !== pointer) return;
    strip.letGo();
    const now = performance.now();
    if (now - tapped < DOUBLE_MS && Math.abs(event.clientY - from) < 4) move(`${address()}/hold`, "auto");
    tapped = now;
  };
  fader.onkeydown = (event) => {
    const ways = { ArrowUp: 0.0125, ArrowDown: -0.0125, PageUp: 0.1, PageDown: -0.1 };
    if (mayMove() && event.key in ways) { put((own !== null && performance.now() < until ? own : control().at) + ways[event.key]); event.preventDefault(); }
    if (mayMove() && event.key === "Backspace") move(`${address()}/hold`, "auto");
  };
  light.onclick = () => { if (me.role === "full") move(`/strip/${n + 1}/fader_db/hold`, "auto"); };

  const strip = {
    meter,
    letGo() {
      if (pointer === null) return;
      pointer = null;
      if (waiting) { clearTimeout(waiting); waiting = null; move(`${address()}/pos`, own); }
      move(`${address()}/touch`, false);
      until = performance.now() + SETTLE_MS;
      setTimeout(strip.draw, SETTLE_MS + 1);
    },
    draw() {
      const shown = control();
      if (!shown) return;
      const data = isBus ? {} : desk.strips[n];
      const mine = pointer !== null || performance.now() < until;
      const share = mine && own !== null ? own : shown.at;
      const title = isBus ? (isMix() ? "Master" : desk.monitors[view - 1]) : data.name;
      name.textContent = title;
      role.textContent = isBus ? "output" : data.role || "";
      box.style.setProperty("--tint", isBus ? "var(--plain)" : `var(--${data.group || "plain"})`);
      cap.style.bottom = place(share);
      ghost.hidden = shown.ghost === undefined || !isMix();
      if (!ghost.hidden) ghost.style.bottom = place(shown.ghost);
      fader.className = `fader ${shown.hold || ""}`;
      value.textContent = shown.text;
      value.className = `value ${shown.hold || ""}`;
      const hold = isMix() && !isBus ? data.hold : "";
      light.hidden = !isMix() || isBus || me.role === "monitor";
      light.textContent = { auto: "○ AUTO", held: "● HELD", locked: "■ LOCKED" }[hold] || "";
      light.className = `light ${hold || ""}`;
      light.title = data.why || "";
      keys.hidden = !isMix() || me.role !== "full";
      mute.draw();
      solo.draw();
      solo.key.hidden = isBus;
      meter.parentElement.hidden = isBus;
      fader.setAttribute("aria-label", isMix() ? `${title} fader` : `${title} to ${desk.monitors[view - 1]}`);
      fader.setAttribute("aria-valuetext", `${shown.text} dB${shown.hold ? `, ${shown.hold}` : ""}`);
      fader.setAttribute("aria-valuenow", share.toFixed(3));
      fader.setAttribute("aria-valuemin", "0");
      fader.setAttribute("aria-valuemax", "1");
      box.title = isMix() ? data.why || "" : "";
    },
  };
  return strip;
}

// Where a share of the way is, from the foot; the cap is 38 px high.
function place(share) { return `calc(19px + (100% - 38px) * ${share.toFixed(4)})`; }

at("door").onsubmit = (event) => {
  event.preventDefault();
  sessionStorage.setItem("asked", "1");
  say({ say: "pair", code: at("code").value.trim(), name: at("name").value.trim() });
};
for (const button of document.querySelectorAll("[data-act]")) button.onclick = () => move(`/do/${button.dataset.act}`, true);
connect();
