// @vitest-environment jsdom
/** What a message may be made of, and what others have tried to make of it. */
import { describe, expect, it } from 'vitest';

import { isOutward, onlyText } from '../src/lab/sidebar/quietHtml';

/** What would load by itself. */
const ASKING: readonly string[] = [
  '<img src="https://spy/1">',
  '<picture><source srcset="https://spy/1"><img src="https://spy/2"></picture>',
  '<video poster="https://spy/1"><track src="https://spy/2"></video>',
  '<svg><image href="https://spy/1"/></svg>',
  '<p style="background: url(https://spy/1)"></p>',
  '<table background="https://spy/1"></table>',
  '<input type="image" src="https://spy/1">',
  '<link rel="stylesheet" href="https://spy/1"><style>@import "https://spy/2"</style>',
  '<iframe src="https://spy/1"></iframe><embed src="https://spy/2"><object data="https://spy/3"></object>'
];

/** What would look like the page, or do what the page does: the message, and what is left of it. */
const ATTACKS: Readonly<Record<string, readonly [message: string, left: string]>> = {
  'a banner over everything': [
    '<div class="tw-Outage">The server is gone. <a href="https://evil.example" class="jp-mod-styled">Sign in</a></div>',
    '<div>The server is gone. <a href="https://evil.example">Sign in</a></div>'
  ],
  'a dialog': ['<dialog open class="jp-Dialog"><p>Your password?</p></dialog>', '<p>Your password?</p>'],
  'a command': [
    '<button data-commandlinker-command="timewarp:leave-room" data-commandlinker-args="{}">Click</button>',
    'Click'
  ],
  'a command on what is no button': ['<b data-commandlinker-command="terminal:create-new">x</b>', '<b>x</b>'],
  'a login': [
    '<form action="https://evil.example"><fieldset><legend>Sign in</legend><label for="p">Password</label>' +
      '<input type="password" name="p" value="x"><textarea>t</textarea><select><option>o</option></select></fieldset></form>',
    'Sign inPasswordto'
  ],
  'a place on the page': ['<p style="position:fixed;top:0" hidden inert draggable="true">x</p>', '<p>x</p>'],
  'a name that the page uses': [
    '<h1 id="main" data-jupyter-id="x">a</h1><a name="jp-main" href="#main">b</a>',
    '<h1>a</h1><a>b</a>'
  ],
  'a mention that is none': ['<bdi class="tw-Mention" data-me="true">@bo</bdi>', '<bdi>@bo</bdi>'],
  'colours of code on what is no code': ['<p class="ͼ1"><span class="ͼ1">x</span></p>', '<p><span>x</span></p>'],
  'another class among those of code': [
    '<pre><code class="language-c"><span class="ͼ1 tw-Outage">x</span></code></pre>',
    '<pre><code><span>x</span></code></pre>'
  ],
  'a sentence turned around': ['<bdo dir="rtl">abc</bdo><p dir="rtl">x</p>', 'abc<p>x</p>'],
  'an area that is a link': ['<map name="m"><area href="javascript:alert(1)"></map>x', 'x'],
  'a link in a drawing': ['<svg><a href="https://evil.example"><text>x</text></a></svg>y', 'y'],
  'a link in a formula': ['<math><mtext href="javascript:alert(1)">x</mtext></math>y', 'y'],
  'HTML that becomes another by being read twice': [
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    ''
  ],
  'a script': ['<script>alert(1)</script><p onclick="alert(1)" onfocus="alert(1)" tabindex="0">x</p>', '<p>x</p>'],
  'something unheard of': ['<x-widget is="x" slot="y" part="z"><b>x</b></x-widget>', '<b>x</b>'],
  'something hidden': ['x<template><img src=x></template><noscript>y</noscript><!-- z -->', 'x']
};

/** Where no link leads. */
const INWARD: readonly string[] = [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://x/1',
  '/lab/tree/x',
  '//evil.example',
  '#main',
  'lab?reset',
  'https:evil',
  'tel:123',
  ''
];

describe('a message', () => {
  it('has words in the place of what loads by itself', () => {
    expect(onlyText('<p>a <img src="https://spy/1" alt="cat"> b</p>')).toBe('<p>a cat b</p>');
    for (const html of ASKING) {
      expect(onlyText(html)).not.toContain('spy');
    }
  });

  it.each(Object.entries(ATTACKS))('is only text: %s', (_name, [message, left]) => {
    const said = onlyText(message);
    expect(said).toBe(left);
    expect(onlyText(said), 'the same when it is read again').toBe(said);
  });

  it.each(INWARD)('has no link to %j', href => {
    const link = document.createElement('a');
    link.setAttribute('href', href);
    link.textContent = 'x';
    expect(onlyText(link.outerHTML)).toBe('<a>x</a>');
    expect(isOutward(href)).toBe(false);
  });

  it.each([
    '<p><strong>b</strong> <a href="https://example.org" title="t">x</a> <code>1 &lt; 2</code></p>',
    '<p><a href="mailto:a@example.org">x</a> <a href="HTTP://example.org">y</a><br><del>z</del></p>',
    '<h2>a</h2><ul><li>b</li></ul><ol start="3"><li>c</li></ol><hr><blockquote><p>d</p></blockquote>',
    '<table><thead><tr><th align="right">a</th></tr></thead><tbody><tr><td align="right">1</td></tr></tbody></table>',
    '<details open=""><summary>a</summary><p>b</p></details>',
    '<pre><code><span class="ͼl">PRINT</span> <span class="ͼq ͼ1a">"x"</span></code></pre>'
  ])('keeps what Markdown makes: %s', html => {
    expect(onlyText(html)).toBe(html);
  });

  it('shows what is ticked', () => {
    expect(onlyText('<ul><li><input disabled type="checkbox" checked> a</li><li><input type="checkbox"> b</li></ul>')).toBe(
      '<ul><li>☑ a</li><li>☐ b</li></ul>'
    );
  });
});
