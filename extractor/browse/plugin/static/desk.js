// What the pages of the desk do beside what they do without a script: a reading beside its number, and copying.
"use strict";

(() => {
  const card = document.querySelector(".card");
  let owner = null;

  const hide = () => {
    if (card) card.hidden = true;
    owner = null;
  };

  const show = (mark) => {
    const reading = document.querySelector(`[id="${CSS.escape(mark.hash.slice(1))}"]`) || document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    if (!card || !reading) return;
    const copy = reading.cloneNode(true);
    copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    card.replaceChildren(...copy.childNodes);
    card.hidden = false;
    const box = mark.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - 16);
    card.style.left = `${Math.max(left, 8) + window.scrollX}px`;
    const below = box.bottom + card.offsetHeight + 8 < window.innerHeight || box.top < card.offsetHeight;
    card.style.top = `${(below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + window.scrollY}px`;
    owner = mark;
  };

  if (card) {
    let leaving = null;
    const stay = () => clearTimeout(leaving);
    const leave = () => {
      leaving = setTimeout(() => { if (!card.contains(document.activeElement)) hide(); }, 350);
    };
    document.querySelectorAll("a.mark[href]").forEach((mark) => {
      mark.addEventListener("mouseenter", () => { stay(); show(mark); });
      mark.addEventListener("mouseleave", leave);
      mark.addEventListener("focus", () => { stay(); show(mark); });
      mark.addEventListener("click", (event) => {
        event.preventDefault();
        stay();
        show(mark);
      });
    });
    card.addEventListener("mouseenter", stay);
    card.addEventListener("mouseleave", leave);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && owner) {
        const mark = owner;
        hide();
        mark.focus({ preventScroll: true });
        hide();
      }
    });
    document.addEventListener("click", (event) => {
      if (!card.contains(event.target) && !event.target.closest("a.mark")) hide();
    });
  }

  // The editor for SQL types into a field of its own, which it makes when the page has loaded.
  window.addEventListener("load", () => {
    document.querySelectorAll(".CodeMirror textarea").forEach((field) => field.setAttribute("aria-label", "SQL"));
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const text = button.parentElement.querySelector(".citation").textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.copied;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(button.parentElement.querySelector(".citation"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
  });
})();
