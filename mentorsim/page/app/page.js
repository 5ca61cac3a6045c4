// Streamlit speaks English of itself: its few words become those of the reader's language, and the
// document says which language it is in. Runs again whenever the language changes.
(() => {
  const asked = /*ASKED*/;
  document.documentElement.lang = asked.language;

  const plain = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const rules = asked.words.map(([from, to]) => [
    new RegExp("^" + plain(from).replace(/\\\{\w+\\\}/g, "(.+)") + "$"),
    to.replace(/\{\w+\}/g, "$1"),
  ]);
  const said = (words) => {
    const rule = rules.find(([from]) => from.test(words));
    return rule ? words.replace(rule[0], rule[1]) : words;
  };

  const ATTRIBUTES = ["aria-label", "placeholder", "title"];
  // What we wrote ourselves is in the right language already.
  const OURS = '[data-testid="stHtml"], [data-testid="stMarkdownContainer"], script, style';
  // Streamlit's own button of an upload is set as ours are.
  const THEIRS = '[data-testid="stFileUploaderDropzone"]';
  const mendText = (node) => {
    const words = node.nodeValue;
    const around = node.parentElement;
    if (!words || !around || (around.closest(OURS) && !around.closest(THEIRS))) return;
    if (said(words) !== words) node.nodeValue = said(words);
  };
  const mendElement = (element) => {
    for (const name of ATTRIBUTES) {
      const words = element.getAttribute(name);
      if (words && said(words) !== words) element.setAttribute(name, said(words));
    }
    // A field with a name of its own is no mere presentation.
    if (element.matches('[data-testid="stFileUploaderDropzone"][role="presentation"]')) {
      element.setAttribute("role", "group");
    }
  };
  const mend = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return mendText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    mendElement(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) mendText(node);
      else mendElement(node);
    }
  };

  if (window.mentorsimWatch) window.mentorsimWatch.disconnect();
  window.mentorsimWatch = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(mend);
      else mend(change.target);
    }
  });
  mend(document.body);
  window.mentorsimWatch.observe(document.body, {
    childList: true, subtree: true, characterData: true,
    attributes: true, attributeFilter: [...ATTRIBUTES, "role"],
  });
})();
