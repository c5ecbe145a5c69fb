/* Searches the engagement's own text, in the page and nowhere else: no request, nothing stored.
   `coachbookIndex` (assets/search-index.js) holds [address, page, heading, text] for every part of every page.
   A classic script without dependencies, so that a copied folder works from a disk. */
(function () {
  "use strict";

  const index = window.coachbookIndex;
  const form = document.getElementById("search");
  if (!Array.isArray(index) || !form) return;
  const field = document.getElementById("words");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const MOST = 30;
  const AROUND = 70;

  /* Letters without accents or case, one for one, so that places in the folded text are places in the text. */
  function folded(text) {
    return Array.from(text, function (letter) {
      const plain = letter.normalize("NFD").charAt(0).toLowerCase();
      return plain.length === letter.length ? plain : letter;
    }).join("").replace(/[’‘]/g, "'").replace(/\u00a0/g, " ");
  }

  const parts = index.map(function (part) {
    return { url: part[0], page: part[1], heading: part[2], text: part[3],
             head: folded(part[2]), body: folded(part[3]) };
  });

  /* Every word must occur; a heading counts more than the text, the start of a word more than its middle. */
  function score(part, words) {
    let total = 0;
    for (const word of words) {
      const inHead = part.head.indexOf(word);
      const inBody = part.body.indexOf(word);
      if (inHead < 0 && inBody < 0) return 0;
      if (inHead >= 0) total += 3;
      if (inBody >= 0) total += inBody === 0 || /[^\p{L}\p{N}]/u.test(part.body.charAt(inBody - 1)) ? 2 : 1;
    }
    return total;
  }

  function marked(text, plain, words) {
    const line = document.createElement("p");
    let at = 0;
    while (at < text.length) {
      let next = -1, length = 0;
      for (const word of words) {
        const place = plain.indexOf(word, at);
        if (place >= 0 && (next < 0 || place < next || (place === next && word.length > length))) {
          next = place;
          length = word.length;
        }
      }
      if (next < 0) break;
      line.append(text.slice(at, next));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + length);
      line.append(mark);
      at = next + length;
    }
    line.append(text.slice(at));
    return line;
  }

  /* The words around the first hit, cut at spaces. */
  function context(part, words) {
    const places = words.map(function (word) { return part.body.indexOf(word); })
      .filter(function (place) { return place >= 0; });
    const hit = places.length ? Math.min.apply(null, places) : 0;
    let start = Math.max(0, hit - AROUND);
    let end = Math.min(part.text.length, hit + 2 * AROUND);
    if (start > 0) start = part.text.indexOf(" ", start) + 1;
    if (end < part.text.length) end = Math.max(part.text.lastIndexOf(" ", end), hit);
    const line = marked(part.text.slice(start, end), part.body.slice(start, end), words);
    if (start > 0) line.prepend("… ");
    if (end < part.text.length) line.append(" …");
    return line;
  }

  function entry(part, words) {
    const place = document.createElement("li");
    const link = document.createElement("a");
    link.href = part.url;
    link.textContent = part.heading && part.heading !== part.page ? part.page + ": " + part.heading : part.page;
    place.append(link, context(part, words));
    return place;
  }

  function search() {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    results.replaceChildren();
    if (!words.length || words.join("").length < 2) {
      found.textContent = "";
      return;
    }
    const hits = parts.map(function (part) { return { part: part, score: score(part, words) }; })
      .filter(function (hit) { return hit.score > 0; })
      .sort(function (a, b) { return b.score - a.score; });
    found.textContent = hits.length === 0 ? "Nothing found. Try fewer letters."
      : hits.length === 1 ? "One place."
      : hits.length > MOST ? hits.length + " places; the first " + MOST + " are shown."
      : hits.length + " places.";
    results.append.apply(results, hits.slice(0, MOST).map(function (hit) { return entry(hit.part, words); }));
  }

  form.hidden = false;
  field.addEventListener("input", search);
  field.focus();
  search();
})();
