/** Texts that people should not have to suffer from. */

/** Characters of an endless text. */
export const LONG = 10_000;

/** What must never become a part of the page. */
export const EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

/** Texts by what is wrong with them. */
export const TEXTS: Record<string, string> = {
  markup: EVIL,
  'right to left': 'שלום \u202e gnp.exe \u2066',
  'zero width': 'a\u200b\u200d\u2060\ufeffb',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈é́́́',
  endless: 'x'.repeat(LONG),
  'endless emoji': '😀'.repeat(LONG / 2)
};
