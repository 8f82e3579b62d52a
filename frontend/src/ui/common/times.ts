/** Times as people say them, in the page's language. */

import { locale } from '../../core/language';

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
];

/** "5 minutes ago"; what is under a minute is now. `at` is ISO 8601, `now` in milliseconds. */
export function relativeTime(at: string, now: number): string {
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const seconds = Math.min(0, (Date.parse(at) - now) / 1000);
  for (const [unit, length] of STEPS) {
    if (-seconds >= length) {
      return format.format(Math.round(seconds / length), unit);
    }
  }
  return format.format(0, 'second');
}

/** The hour of today, else the day with it. */
export function clockTime(at: string, now: number): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString(locale(), today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });
}

/** A day with its weekday. */
export function dayOf(at: string): string {
  return new Date(at).toLocaleDateString(locale(), { dateStyle: 'full' });
}

/** A day and the time to the second; `at` is in milliseconds since the epoch. */
export function secondOf(at: number): string {
  return new Date(at).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium' });
}
