// What the pages do beyond plain HTML. They work without it: the entry takes a
// pasted key, a dashboard loads itself anew, and every button sends a form.
"use strict";

// The entry: the key stands in the link's fragment, which is not sent to the
// server. It goes into the field, and out of the address and the history.
const token = document.querySelector("[data-token]");
if (token && location.hash.length > 1) {
	token.value = location.hash.slice(1);
	for (const a of document.querySelectorAll("a[hreflang]")) a.hash = location.hash;
	history.replaceState(null, "", location.pathname + location.search);
}

// A dashboard: the server sends the room anew whenever a figure has changed.
const room = document.querySelector("[data-room]");
const lost = document.querySelector("[data-lost]");
const told = document.querySelector("[data-told]");
const tellEvery = 10000; // ms between two things told to a screen reader
const reloadAfter = 5000; // ms; who is signed out meanwhile comes to the entry

function parts(of) {
	return new Map([...of.querySelectorAll("[data-live]")].map((e) => [e.dataset.live, e]));
}

// put replaces an element, and leaves the focus where it was.
function put(old, fresh) {
	const focused = old.contains(document.activeElement);
	old.replaceWith(fresh);
	if (focused) (fresh.querySelector("button, a") || document.querySelector("main")).focus();
}

function renew(html) {
	const fresh = document.createElement("div");
	fresh.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
	const now = parts(room);
	const next = parts(fresh);
	const same = now.size === next.size && [...next.keys()].every((k) => now.has(k));
	tell([...fresh.querySelectorAll("[data-said]")].map((e) => e.textContent).join(" "));
	if (!same) {
		room.replaceChildren(...fresh.childNodes);
		return;
	}
	for (const [key, e] of next) {
		if (!now.get(key).isEqualNode(e)) put(now.get(key), e);
	}
}

let toTell = "";
let telling = 0;
let first = true;

// tell lets a screen reader say the figures, not more often than one can hear.
function tell(text) {
	if (first) {
		first = false; // what the page says anyway
		told.dataset.last = text;
	}
	toTell = text;
	if (telling || text === told.dataset.last) return;
	told.textContent = told.dataset.last = text;
	telling = setTimeout(() => {
		telling = 0;
		tell(toTell);
	}, tellEvery);
}

function watch() {
	const source = new EventSource(room.dataset.room);
	source.addEventListener("figures", (e) => {
		lost.hidden = true;
		renew(e.data);
	});
	source.addEventListener("trouble", () => (lost.hidden = false));
	source.onerror = () => {
		lost.hidden = false;
		if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), reloadAfter);
	};
	addEventListener("pagehide", () => source.close());
}

if (room) watch();

// Single keys: each presses the button that shows it. They can be switched off
// (WCAG 2.2, 2.1.4), and never act while one is writing.
const shortcuts = document.querySelector("[data-shortcuts]");
const box = shortcuts && shortcuts.querySelector("input");
if (box) {
	shortcuts.hidden = false;
	box.checked = localStorage.getItem("shortcuts") !== "off";
	box.onchange = () => localStorage.setItem("shortcuts", box.checked ? "on" : "off");
	addEventListener("keydown", press);
}

function writable(e) {
	return e.matches && e.matches("input:not([type=checkbox]), textarea, select");
}

function writing(e) {
	return e.isComposing || writable(e.target);
}

function press(e) {
	if (e.key === "Escape" && writing(e)) e.target.blur(); // back to the keys
	if (!box.checked || e.repeat || e.ctrlKey || e.altKey || e.metaKey || writing(e)) return;
	// What the key says, else (in a Japanese input mode) what it is.
	const key = /^[a-z0-9/]$/i.test(e.key) ? e.key.toUpperCase() : e.code.slice(-1);
	for (const button of document.querySelectorAll("[data-key]")) {
		if (button.dataset.key === key) {
			e.preventDefault();
			if (writable(button)) button.focus();
			else button.click();
			return;
		}
	}
}

// A promise needs its time: the key leads to the field until it is there, and
// from the field Enter gives the promise.
const promise = document.querySelector("[data-promise]");
if (promise) {
	const give = promise.form.querySelector("[value=call_back]");
	promise.form.addEventListener("submit", (e) => {
		if (e.submitter === give && !promise.value) {
			e.preventDefault();
			promise.focus();
		}
	});
	promise.addEventListener("keydown", (e) => e.key === "Enter" && promise.value && give.click());
}

// A call on the screen: the server says when it is not the operator's any more,
// or when the person has been reached in another way.
const standing = document.querySelector("[data-standing]");
if (standing) {
	const source = new EventSource(standing.dataset.standing);
	source.addEventListener("standing", (e) => {
		standing.replaceChildren(...new DOMParser().parseFromString(e.data, "text/html").body.childNodes);
		standing.hidden = !e.data;
		for (const button of document.querySelectorAll("[data-mine]")) button.disabled = !!e.data;
	});
	addEventListener("pagehide", () => source.close());
}

// What people ask: the search hides what does not hold its words.
const search = document.querySelector("[data-search]");
if (search) {
	const input = search.querySelector("input");
	const all = [...document.querySelectorAll(".questions details")];
	search.hidden = false;
	input.addEventListener("input", () => {
		const words = input.value.normalize("NFKC").toLowerCase().split(/\s+/);
		for (const e of all) {
			const text = e.textContent.normalize("NFKC").toLowerCase();
			e.hidden = !words.every((w) => text.includes(w));
		}
		const hits = all.filter((e) => !e.hidden);
		if (input.value) for (const e of hits) e.open = hits.length === 1;
		search.querySelector("[role=status]").textContent = input.value ? hits.length : "";
	});
}

// A page that the browser kept is not shown again as it was.
addEventListener("pageshow", (e) => e.persisted && location.reload());

// A form is sent once, however often its button is pressed.
for (const form of document.forms) {
	form.addEventListener("submit", (e) => {
		if (e.defaultPrevented) return;
		if (form.dataset.sent) e.preventDefault();
		form.dataset.sent = "yes";
	});
}
