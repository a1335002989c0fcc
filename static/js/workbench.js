/* Keys on the review workbench; every act also has its link or button.
   j, k: next and previous change; a: accept what has the focus; r: write an item for it. */
(() => {
  const bench = document.querySelector("[data-keys]");
  if (!bench) return;
  const help = document.querySelector("[data-keys-help]");
  if (help) help.hidden = false;

  const stops = () => [...bench.querySelectorAll("[data-change]")].filter((e) => e.getClientRects().length);
  const here = () => document.activeElement.closest("[data-change]");

  function go(step) {
    const all = stops();
    if (!all.length) return;
    const at = all.indexOf(here());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  const acts = {
    j: () => go(1),
    k: () => go(-1),
    a: () => here()?.querySelector("[data-accept]")?.click(),
    r: () => (here()?.querySelector("[data-write]") || document.querySelector("#new-item textarea"))?.[
      here()?.querySelector("[data-write]") ? "click" : "focus"
    ](),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });
})();
