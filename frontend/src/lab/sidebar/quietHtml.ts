/** HTML of a message that is only text: it loads nothing, looks like nothing else of the page, and starts nothing. */

/** What Markdown makes, and its like: all that a message may be made of. */
const ALLOWED: ReadonlySet<string> = new Set(
  (
    'a abbr b bdi blockquote br caption cite code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ' +
    'mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot th thead tr u ul var wbr'
  ).split(' ')
);

/** What goes with all that is in it; of anything else that is not allowed the text stays. */
const GONE = 'script, style, template, title, noscript, iframe, object, svg, math, video, audio, canvas, map';

/** The attributes that may stay, by element. No class, style, id or data: they are what the page is made of. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'title'],
  abbr: ['title'],
  details: ['open'],
  ol: ['start'],
  td: ['align'],
  th: ['align']
};

/** Where a link of a message may lead: to the web or to mail. Browsers skip some characters, so they skip none here. */
const LINK = /^(?:https?:\/\/|mailto:)/iu;

/** The colours of CodeMirror: generated names, which stand for nothing but the look of a word in code. */
const HIGHLIGHT = /^ͼ[0-9a-z]+(?: ͼ[0-9a-z]+)*$/u;

const XHTML = 'http://www.w3.org/1999/xhtml';

/** HTML made of what is allowed alone, with words in the place of images. A parsed document that is not shown loads nothing. */
export function onlyText(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll(GONE)) {
    element.remove();
  }
  for (const element of body.querySelectorAll('*')) {
    if (element.namespaceURI === XHTML && ALLOWED.has(element.localName)) {
      keepAllowed(element);
    } else {
      element.replaceWith(...inPlaceOf(element));
    }
  }
  for (const comment of commentsIn(body)) {
    comment.remove();
  }
  return body.innerHTML;
}

/** Whether a link of a message may lead there. */
export function isOutward(href: string): boolean {
  return LINK.test(href);
}

function commentsIn(root: HTMLElement): Comment[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const found: Comment[] = [];
  while (walker.nextNode()) {
    found.push(walker.currentNode as Comment);
  }
  return found;
}

function keepAllowed(element: Element): void {
  const allowed = ATTRIBUTES[element.localName] ?? [];
  for (const { name, value } of [...element.attributes]) {
    const stays = name === 'href' ? isOutward(value) : name === 'class' ? isHighlight(element, value) : true;
    if (!stays || !(name === 'class' || allowed.includes(name))) {
      element.removeAttribute(name);
    }
  }
}

function isHighlight(element: Element, name: string): boolean {
  return element.localName === 'span' && element.closest('pre > code') !== null && HIGHLIGHT.test(name);
}

/** The words of an image, the mark of a box to be ticked, or else what is inside. */
function inPlaceOf(element: Element): (string | ChildNode)[] {
  const kind = element.getAttribute('type')?.toLowerCase();
  if (element.localName === 'input' && kind === 'checkbox') {
    return [element.hasAttribute('checked') ? '☑' : '☐'];
  }
  return [element.getAttribute('alt') ?? '', ...element.childNodes];
}
