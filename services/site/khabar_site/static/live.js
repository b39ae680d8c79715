"use strict";
// Follows a list while it is being read: what is new waits until the reader asks for it, what was removed leaves at
// once, and what was changed is shown as it is now. Without this script the page is whole; it is only not followed.
(() => {
  const list = document.querySelector("[data-live]");
  if (!list || !window.EventSource || (navigator.connection && navigator.connection.saveData)) return;

  const TOLD_AS_AGO_MS = 10 * 60_000;
  const language = document.documentElement.lang;
  const forms = JSON.parse(list.dataset.forms);
  const plural = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(`${language}-u-nu-${list.dataset.digits}`);
  const whole = !("reload" in list.dataset);
  const waiting = new Map();
  const drawn = performance.now();
  let source, last = "", again;

  const bar = document.createElement("div");
  bar.className = "fresh";
  bar.setAttribute("role", "status");
  list.prepend(bar);

  const sidOf = (card) => {
    const link = card.querySelector(":is(h2, h3) a");
    const found = link && /^\/\d+\/\d+\/([a-z2-7]{12})/.exec(link.pathname);
    return found ? found[1] : "";
  };
  const cards = (within) => [...within.querySelectorAll("article.card")];
  const at = (card) => Date.parse(card.querySelector("time").dateTime);
  const read = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.querySelector("article.card");
  };
  const timeless = (card) => {
    const copy = card.cloneNode(true);
    copy.querySelectorAll("time").forEach((time) => time.remove());
    return copy.innerHTML;
  };

  const offer = () => {
    if (!waiting.size) return bar.replaceChildren();
    const button = bar.querySelector("button") || document.createElement("button");
    const form = forms[plural.select(waiting.size)] || forms.other;
    button.type = "button";
    button.textContent = form.replace("{n}", digits.format(waiting.size));
    button.onclick = show;
    if (!button.isConnected) bar.append(button);
  };

  const show = () => {
    if (!whole) return location.reload();
    let first;
    for (const card of [...waiting.values()].sort((one, other) => at(one) - at(other))) {
      const older = cards(list).find((shown) => at(shown) <= at(card));
      if (older) older.before(card);
      else list.append(card);
      first = card;
    }
    waiting.clear();
    offer();
    const empty = list.querySelector(".empty");
    if (empty) empty.remove();
    if (first) first.querySelector(":is(h2, h3) a").focus();
  };

  const remove = (sid) => {
    waiting.delete(sid);
    for (const card of cards(document)) if (sidOf(card) === sid) card.remove();
    for (const link of document.querySelectorAll(`main a[href*="/${sid}"]`)) link.closest("p")?.remove();
  };

  const change = (shown, card) => {
    if (!list.contains(shown) || !whole) {
      const [old, link] = [shown, card].map((each) => each.querySelector(":is(h2, h3) a"));
      old.replaceChildren(...link.cloneNode(true).childNodes);
      old.href = link.href;
    } else if (timeless(shown) !== timeless(card)) shown.replaceWith(card);
  };

  const take = ({ cards: told, removed, whole: all }) => {
    removed.forEach(remove);
    const news = told.map(({ sid, html }) => [sid, read(html)]).filter(([, card]) => card);
    const oldest = cards(list).length ? Math.min(...cards(list).map(at)) : -Infinity;
    for (const [sid, card] of news) {
      const shown = cards(document).filter((each) => sidOf(each) === sid);
      shown.forEach((each) => change(each, card.cloneNode(true)));
      if (!shown.length && !(at(card) < oldest)) waiting.set(sid, card);
    }
    if (all && news.length) {
      const known = new Set(news.map(([sid]) => sid)), floor = Math.min(...news.map(([, card]) => at(card)));
      for (const card of cards(list)) if (at(card) > floor && !known.has(sidOf(card))) remove(sidOf(card));
    }
    offer();
  };

  const follow = () => {
    clearTimeout(again);
    source = new EventSource(list.dataset.live + (last && `&last=${last}`));
    source.addEventListener("article", (event) => {
      last = event.lastEventId;
      take(JSON.parse(event.data));
    });
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      again = setTimeout(follow, 30_000 + Math.random() * 60_000);
    };
  };
  const rest = () => {
    clearTimeout(again);
    source.close();
  };

  follow();
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : follow()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => event.persisted && follow());
  setInterval(() => {
    if (performance.now() - drawn < TOLD_AS_AGO_MS) return;
    for (const time of document.querySelectorAll("time[title]")) time.textContent = time.title;
  }, 60_000);
})();
