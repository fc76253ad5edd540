// Porte-voix search: a form of our own over the pagefind index; a result links to the passage itself.
const box = document.querySelector(".search");
const words = JSON.parse(box.dataset.words);
const root = box.dataset.root;
const make = (name, values = {}, ...children) => {
  const node = Object.assign(document.createElement(name), values);
  node.append(...children);
  return node;
};

const load = async () => {
  const engine = await import(new URL(`${root}pagefind/pagefind.js`, location.href).href);
  await engine.options({ baseUrl: new URL(root, location.href).pathname });
  await engine.init();
  return engine;
};
const loading = load();

const wanted = make("input", { type: "search", name: "q", autocomplete: "off", required: true });
const form = make("form", {}, make("label", { className: "wanted" }, words.label, wanted));
form.setAttribute("role", "search");
const status = make("p", { className: "count" });
status.setAttribute("role", "status");
const list = make("ol", { className: "results" });
const choices = {};

const passage = (result) => {
  // the anchor of a cue is the last one that starts before the first word found
  const at = result.locations[0] ?? 0;
  const anchor = result.anchors.filter((each) => /^t\d/.test(each.id) && each.location <= at).pop();
  return result.url + (anchor ? `#${anchor.id}` : "");
};

const excerpt = (result) => {
  // pagefind has escaped everything but its own <mark>, which is rebuilt here as nodes
  const line = make("p");
  for (const part of result.excerpt.split(/(<mark>.*?<\/mark>)/)) {
    const text = new DOMParser().parseFromString(part, "text/html").body.textContent;
    line.append(part.startsWith("<mark>") ? make("mark", { textContent: text }) : text);
  }
  return line;
};

let turn = 0;
const search = async () => {
  const mine = ++turn;
  const filters = Object.fromEntries(Object.entries(choices).filter(([, each]) => each.value).map(([name, each]) => [name, each.value]));
  const query = wanted.value.trim();
  if (!query && !Object.keys(filters).length) { list.replaceChildren(); status.textContent = ""; return; }
  if (!list.childElementCount) status.textContent = words.waiting;
  const engine = await loading;
  const found = await engine.search(query || null, { filters });
  const results = await Promise.all(found.results.slice(0, 30).map((each) => each.data()));
  if (mine !== turn) return;
  const count = found.results.length;
  status.textContent = count ? (count < 2 ? words.found_one : words.found).replace("{count}", count) : words.none.replace("{words}", query);
  list.replaceChildren(...results.map((each) => {
    const link = make("a", { href: query ? passage(each) : each.url, textContent: each.meta.title });
    return make("li", {}, make("h2", {}, link), ...(query ? [excerpt(each)] : []));
  }));
};

const look = () => search().catch(() => {});  // that the engine did not load is told once, at the end

// The form is there at once: what is typed before the engine has loaded is looked for as soon as it has.
let wait = 0;
wanted.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(look, 200); });
form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
box.prepend(form, status, list);
const asked = new URLSearchParams(location.search).get("q");
if (asked) { wanted.value = asked; look(); }

try {
  const engine = await loading;
  const known = await engine.filters();
  for (const name of ["place", "sector", "language", "year"]) {
    const values = Object.keys(known[name] ?? {}).sort((a, b) => (name === "year" ? b - a : a.localeCompare(b)));
    if (values.length < 2) continue;
    const choice = make("select", {}, make("option", { value: "", textContent: words.all }));
    choice.append(...values.map((value) => make("option", { value, textContent: value })));
    choice.addEventListener("change", look);
    choices[name] = choice;
    form.append(make("label", {}, words[name], choice));
  }
} catch {
  clearTimeout(wait);
  form.remove();
  list.remove();
  status.textContent = words.missing;
}
