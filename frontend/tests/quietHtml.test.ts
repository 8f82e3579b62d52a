// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';

import { withoutAsking } from '../src/lab/sidebar/quietHtml';

describe('a message', () => {
  it('has words in the place of what loads by itself', () => {
    expect(withoutAsking('<p>a <img src="https://spy/1" alt="cat"> b</p>')).toBe('<p>a cat b</p>');
    for (const html of [
      '<img src="https://spy/1">',
      '<picture><source srcset="https://spy/1"><img src="https://spy/2"></picture>',
      '<video poster="https://spy/1"><track src="https://spy/2"></video>',
      '<svg><image href="https://spy/1"/></svg>',
      '<p style="background: url(https://spy/1)"></p>',
      '<table background="https://spy/1"></table>',
      '<iframe src="https://spy/1"></iframe><embed src="https://spy/2"><object data="https://spy/3"></object>'
    ]) {
      expect(withoutAsking(html)).not.toContain('spy');
    }
  });

  it('keeps everything else', () => {
    const html = '<p><strong>b</strong> <a href="https://example.org">x</a> <code>1 &lt; 2</code></p>';
    expect(withoutAsking(html)).toBe(html);
  });
});
