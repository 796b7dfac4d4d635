"use strict";
(() => {
  const form = document.querySelector(".filters");
  const output = form.querySelector("output");
  const rows = [...document.querySelectorAll("table.claims tbody tr")];
  const fields = ["verdict", "evidence", "section", "kind"];

  // ---- the table: filters, and their state in the address ----
  const wanted = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));

  function applyFilters() {
    const want = wanted();
    const words = (want.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.dataset.text.includes(word)) &&
        fields.every((name) => {
          const value = want.get(name);
          const own = row.dataset[name];
          return !value || (name === "evidence" ? own.split(" ").includes(value) : own === value);
        });
      row.hidden = !fits;
      shown += fits;
    }
    output.textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`;
  }

  function rememberFilters() {
    applyFilters();
    const state = wanted().toString();
    history.replaceState(null, "", location.href.split("#")[0] + (state ? "#?" + state : ""));
  }

  function clearFilters() {
    for (const field of form.elements) if (field.name) field.value = "";
    rememberFilters();
  }

  form.addEventListener("input", rememberFilters);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => { event.preventDefault(); clearFilters(); });

  // ---- the address: a filter (#?verdict=fails) or a claim (#eq-12), which is opened ----
  function follow() {
    const hash = location.hash;
    if (hash.startsWith("#?")) {
      const state = new URLSearchParams(hash.slice(2));
      for (const field of form.elements) if (field.name) field.value = state.get(field.name) || "";
      applyFilters();
      document.getElementById("_table").scrollIntoView();
      return;
    }
    let target = null;
    try { target = document.getElementById(decodeURIComponent(hash.slice(1))); } catch { return; }
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.localName === "details") node.open = true;
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) follow();
  });

  // ---- the keyboard ----
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(input|select|textarea)$/.test(event.target.localName || "");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      form.elements.q.focus();
      form.elements.q.select();
    } else if (event.key === "Escape" && form.contains(event.target)) {
      clearFilters();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const links = rows.filter((row) => !row.hidden).map((row) => row.querySelector("a"));
      const place = links.indexOf(document.activeElement);
      if (place < 0 && document.activeElement !== form.elements.q) return;
      const next = links[place + (event.key === "ArrowDown" ? 1 : -1)];
      event.preventDefault();
      if (next) next.focus();
      else if (place === 0 && event.key === "ArrowUp") form.elements.q.focus();
    }
  });

  // ---- copying ----
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "copied";
    } catch {
      button.textContent = "not allowed";
    }
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  });

  // ---- the drawing: what a claim rests on, and what rests on it ----
  const graph = document.querySelector("svg.graph");
  const nodes = new Map([...graph.querySelectorAll(".node")].map((node) => [node.dataset.id, node]));
  const edges = [...graph.querySelectorAll(".edges path")];

  function reach(start, from, to) {
    const found = new Set([start]);
    for (const name of found)
      for (const edge of edges) if (edge.dataset[from] === name) found.add(edge.dataset[to]);
    return found;
  }

  function light(id) {
    const below = reach(id, "to", "from");
    const above = reach(id, "from", "to");
    graph.classList.add("pointed");
    for (const [name, node] of nodes) node.classList.toggle("lit", below.has(name) || above.has(name));
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      edge.classList.toggle("lit", (below.has(from) && below.has(to)) || (above.has(from) && above.has(to)));
    }
  }

  const pointed = (event) => event.target.closest && event.target.closest(".node");
  for (const kind of ["pointerover", "focusin"])
    graph.addEventListener(kind, (event) => { const node = pointed(event); if (node) light(node.dataset.id); });
  for (const kind of ["pointerout", "focusout"])
    graph.addEventListener(kind, () => graph.classList.remove("pointed"));

  // ---- opening everything, by hand or to print ----
  const claims = [...document.querySelectorAll("details.claim")];
  const openAll = (open, among = claims) => { for (const claim of among) claim.open = open; };
  for (const button of document.querySelectorAll("button[data-all]"))
    button.addEventListener("click", () => openAll(button.dataset.all === "open"));
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = claims.filter((claim) => !claim.open);
    openAll(true, closed);
  });
  window.addEventListener("afterprint", () => openAll(false, closed));

  applyFilters();
  follow();
})();
