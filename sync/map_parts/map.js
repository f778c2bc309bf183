// The map: draws the graph, finds nodes by name, filters by type and state, shows a node's note.
// Reads the data and the graph library (graph_parts.js) that stand in the same page. Asks nothing
// of any network. Not here: how the data is made (sync/map_data.py).
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const nodes = data.nodes;
  const place = new Map(nodes.map((node, number) => [node.key, number]));
  const links = nodes.map(() => []);
  for (const [from, to, relation, reason] of data.edges) {
    links[from].push({ to, relation, reason, forward: true });
    links[to].push({ to: from, relation, reason, forward: false });
  }

  const TYPE_COLOURS = {
    concept: "#0072b2", paper: "#d55e00", metric: "#cc79a7", system: "#009e73", problem: "#b8860b",
    chapter: "#56b4e9", exercise: "#8a5cd1", resource: "#7f7f7f", org: "#a0522d",
  };
  const STATE_COLOURS = { new: "#8a8f98", learning: "#e69f00", weak: "#d55e00", solid: "#009e73", "": "#8a8f9855" };
  const FAINT = matchMedia("(prefers-color-scheme: dark)").matches ? "#2b3037" : "#e6e7e9";

  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const chosen = { node: null, hover: null, colour: nodes.some((node) => node.recall !== null) ? "state" : "type" };
  const hidden = { type: new Set(), state: new Set() };
  let graph = null;
  let view = null;
  let restUntil = 0;
  let rested = 0;

  // Words and elements. Texts go in as text, never as HTML.

  function element(name, text = "", attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function plain(text) {
    return text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  }

  const names = nodes.map((node) => [node.title, ...node.aliases].map(plain));

  function shown(node) {
    return !hidden.type.has(node.type) && !hidden.state.has(node.state);
  }

  function colour(node) {
    const colours = chosen.colour === "state" ? STATE_COLOURS : TYPE_COLOURS;
    return colours[chosen.colour === "state" ? node.state : node.type] || "#8a8f98";
  }

  // Search

  function rank(number, words) {
    let best = 9;
    for (const name of names[number]) {
      if (!words.every((word) => name.includes(word))) continue;
      const whole = words.join(" ");
      best = Math.min(best, name === whole ? 0 : name.startsWith(whole) ? 1 : name.includes(whole) ? 2 : 3);
    }
    return best;
  }

  function find(query) {
    const words = plain(query).split(/\s+/).filter(Boolean);
    const found = [];
    if (!words.length) return found;
    nodes.forEach((node, number) => {
      const good = rank(number, words);
      if (good < 9 && shown(node)) found.push([good, -node.weight, number]);
    });
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    return found.map((each) => each[2]);
  }

  function showFound() {
    const query = at("search").value;
    const found = find(query);
    const list = at("found");
    list.replaceChildren(...found.slice(0, 60).map((number) => nodeButton(number)));
    const more = found.length > 60 ? `, the first 60 of ${found.length}` : "";
    at("count").textContent = !query.trim() ? "" : found.length
      ? `${found.length === 1 ? "1 note" : `${Math.min(60, found.length)} notes`}${more}`
      : `Nothing is called '${query.trim()}'.`;
  }

  function nodeButton(number) {
    const node = nodes[number];
    const button = element("button", "", { type: "button", class: "node" });
    const dot = element("span", "●", { class: "dot", "aria-hidden": "true" });
    dot.style.color = colour(node);
    button.append(dot, element("span", node.title), element("small", node.type));
    button.addEventListener("click", () => choose(number));
    return button;
  }

  // One node's note

  function choose(number, remember = true) {
    chosen.node = number;
    const node = nodes[number];
    const body = [element("h2", node.title), element("p", facts(node), { class: "facts" })];
    if (node.aliases.length) body.push(element("p", `also: ${node.aliases.join(", ")}`, { class: "facts" }));
    if (node.definition) body.push(element("p", node.definition));
    if (node.url) {
      const link = element("a", node.url_words, { href: node.url, target: "_blank", rel: "noopener noreferrer" });
      const line = element("p");
      line.append(link);
      body.push(line);
    }
    body.push(...relations(number));
    at("note").replaceChildren(...body);
    at("side").hidden = false;
    at("side").scrollTop = 0;
    if (remember) history.replaceState(null, "", `#${encodeURIComponent(node.key)}`);
    look(number);
  }

  function facts(node) {
    const parts = [node.type];
    if (node.state) parts.push(node.state);
    if (node.recall !== null) parts.push(`recall ${Math.round(node.recall * 100)} %`);
    if (node.year) parts.push(node.year);
    return parts.join(" · ");
  }

  function relations(number) {
    const groups = new Map();
    for (const link of links[number]) {
      const words = data.relations[link.relation][link.forward ? 0 : 1];
      if (!groups.has(words)) groups.set(words, []);
      groups.get(words).push(link);
    }
    const made = [];
    for (const [words, group] of groups) {
      made.push(element("h3", words));
      const list = element("ul");
      group.sort((a, b) => nodes[b.to].weight - nodes[a.to].weight);
      for (const link of group) {
        const item = element("li");
        item.append(nodeButton(link.to));
        if (link.reason) item.append(element("p", link.reason, { class: "reason" }));
        list.append(item);
      }
      made.push(list);
    }
    return made;
  }

  function close() {
    chosen.node = null;
    at("side").hidden = true;
    history.replaceState(null, "", location.pathname + location.search);
    if (view) view.refresh({ skipIndexation: true });
  }

  // Filters and legend

  function chips(where, kind, values, colours) {
    for (const value of values) {
      const total = nodes.filter((node) => node[kind] === value).length;
      if (!total) continue;
      const chip = element("button", "", { type: "button", class: "chip", "aria-pressed": "true" });
      const dot = element("span", "●", { class: "dot", "aria-hidden": "true" });
      dot.style.color = colours[value] || "#8a8f98";
      chip.append(dot, element("span", `${value || "no cards"} ${total}`));
      chip.addEventListener("click", () => {
        const off = chip.getAttribute("aria-pressed") === "true";
        chip.setAttribute("aria-pressed", String(!off));
        hidden[kind][off ? "add" : "delete"](value);
        showFound();
        if (view) view.refresh();
      });
      at(where).append(chip);
    }
  }

  // The picture

  function build() {
    graph = new GraphParts.Graph({ multi: true, type: "undirected" });
    const most = Math.max(1, ...nodes.map((node) => node.weight));
    nodes.forEach((node, number) => {
      // A sunflower in study order: the same start, so the same picture each time.
      const turn = number * 2.399963229728653;
      const far = 10 * Math.sqrt(number + 1);
      const size = 2 + 7 * Math.sqrt(node.weight / most);
      graph.addNode(number, { x: far * Math.cos(turn), y: far * Math.sin(turn), size, label: node.title });
    });
    for (const [from, to, relation] of data.edges) {
      if (from !== to) {
        const pull = data.relations[relation][2];
        graph.addEdge(from, to, { weight: pull, size: 0.5, reading: pull < 1 });
      };
    }
  }

  function draw() {
    view = new GraphParts.Sigma(graph, at("graph"), {
      labelColor: { color: dark ? "#d8dce2" : "#20242a" }, labelSize: 13, labelDensity: 1, labelGridCellSize: 140,
      labelRenderedSizeThreshold: 5, labelFont: "system-ui, sans-serif", zIndex: true,
      hideEdgesOnMove: nodes.length > 3000, allowInvalidContainer: true,
      defaultDrawNodeHover: hoverLabel, nodeReducer, edgeReducer,
    });
    view.on("clickNode", ({ node }) => choose(Number(node)));
    view.on("clickStage", close);
    view.on("enterNode", ({ node }) => { chosen.hover = Number(node); view.refresh({ skipIndexation: true }); });
    view.on("leaveNode", () => { chosen.hover = null; view.refresh({ skipIndexation: true }); });
  }

  function hoverLabel(context, item, settings) {
    if (!item.label) return;
    context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
    const width = context.measureText(item.label).width + 8;
    context.fillStyle = dark ? "#2a2f37" : "#ffffff";
    context.fillRect(item.x + item.size + 1, item.y - settings.labelSize * 0.8, width, settings.labelSize * 1.6);
    context.fillStyle = dark ? "#ffffff" : "#000000";
    context.fillText(item.label, item.x + item.size + 4, item.y + settings.labelSize / 3);
  }

  function centre() {
    return chosen.hover ?? chosen.node;
  }

  function near(number) {
    const middle = centre();
    return middle === null || number === middle || links[middle].some((link) => link.to === number);
  }

  function nodeReducer(key, shape) {
    const number = Number(key);
    const node = nodes[number];
    if (!shown(node)) return { ...shape, hidden: true };
    if (!near(number)) return { ...shape, color: FAINT, label: "", zIndex: 0 };
    const middle = number === centre();
    return { ...shape, color: colour(node), highlighted: middle, forceLabel: middle || (centre() !== null && links[centre()].length < 40), zIndex: 1 };
  }

  function edgeReducer(edge, shape) {
    const [from, to] = graph.extremities(edge).map(Number);
    const middle = centre();
    if (middle === null) return { ...shape, hidden: shape.reading, color: dark ? "#ffffff0c" : "#0000000c" };
    if (from !== middle && to !== middle) return { ...shape, hidden: true };
    return { ...shape, color: dark ? "#ffffff80" : "#00000070", size: 1.2, zIndex: 1 };
  }

  function look(number) {
    if (!view) return;
    view.refresh({ skipIndexation: true });
    const spot = view.getNodeDisplayData(number);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    view.getCamera().animate({ x: spot.x, y: spot.y, ratio: Math.min(view.getCamera().ratio, 0.35) }, { duration: still ? 0 : 300 });
  }

  // Settling runs in slices as long as a frame takes to draw, so that keys are answered meanwhile.
  function settle(left) {
    // Strong gravity keeps notes that hang on little in sight; the rest is the library's advice.
    const settings = { ...GraphParts.forceAtlas2.inferSettings(graph), edgeWeightInfluence: 1,
      strongGravityMode: true, gravity: 0.01, slowDown: 1, barnesHutOptimize: nodes.length > 800 };
    const began = performance.now();
    if (began < restUntil) { setTimeout(() => settle(left), restUntil - began); return; }
    const slice = Math.min(150, Math.max(30, began - rested));
    while (left > 0 && performance.now() - began < slice) {
      GraphParts.forceAtlas2.assign(graph, { iterations: 2, settings });
      left -= 2;
    }
    frame();
    rested = performance.now();
    at("settling").textContent = left > 0 ? "settling ..." : "";
    if (left > 0) requestAnimationFrame(() => settle(left));
    else if (chosen.node !== null) look(chosen.node);
  }

  // A few notes far out must not make the rest small.
  function frame() {
    const side = (axis) => {
      const all = graph.mapNodes((_, shape) => shape[axis]).sort((a, b) => a - b);
      return [all[Math.floor(all.length * 0.04)], all[Math.ceil(all.length * 0.96) - 1]];
    };
    view.setCustomBBox({ x: side("x"), y: side("y") });
  }

  // Keys

  document.addEventListener("keydown", (event) => {
    restUntil = performance.now() + 400;
    const typing = document.activeElement === at("search");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      at("search").select();
    } else if (event.key === "Escape") {
      if (at("search").value && typing) { at("search").value = ""; showFound(); } else close();
    } else if (event.key === "Enter" && typing) {
      const first = find(at("search").value)[0];
      if (first !== undefined) choose(first);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const rows = [...at("found").querySelectorAll("button")];
      const here = rows.indexOf(document.activeElement);
      if (!rows.length || (here < 0 && !typing)) return;
      event.preventDefault();
      const next = here + (event.key === "ArrowDown" ? 1 : -1);
      (rows[next] || (next < 0 ? at("search") : rows.at(-1))).focus();
    }
  });

  at("search").addEventListener("input", showFound);
  at("close").addEventListener("click", close);
  at("colour").addEventListener("change", () => {
    chosen.colour = at("colour").value;
    showFound();
    if (chosen.node !== null) choose(chosen.node);
    if (view) view.refresh({ skipIndexation: true });
  });

  at("colour").value = chosen.colour;
  at("by-state").hidden = !data.states;
  at("colour-row").hidden = !data.states;
  chips("types", "type", Object.keys(TYPE_COLOURS), TYPE_COLOURS);
  if (data.states) chips("states", "state", ["new", "learning", "weak", "solid", ""], STATE_COLOURS);
  build();
  try {
    draw();
    settle(300);
  } catch (error) {
    at("settling").textContent = "This browser draws no WebGL picture; search and notes work.";
    view = null;
  }
  const asked = place.get(decodeURIComponent(location.hash.slice(1)));
  if (asked !== undefined) choose(asked, false);
})();
