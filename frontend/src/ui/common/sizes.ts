/** Sizes of files as people say them. */

import { locale } from '../../core/language';

const STEPS: readonly [unit: string, bytes: number][] = [
  ['megabyte', 2 ** 20],
  ['kilobyte', 2 ** 10]
];

/** "1.5 MB"; nothing is smaller than 0.1 kB. */
export function byteSize(bytes: number): string {
  const [unit, size] = STEPS.find(([, each]) => bytes >= each) ?? ['kilobyte', 2 ** 10];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, maximumFractionDigits: 1 }).format(
    Math.max(0.1, bytes / size)
  );
}
