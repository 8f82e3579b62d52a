/** Word lists of the grammars, written as text and asked without regard to case. */

/** A set of lower-case words from space-separated text. */
export function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.join(' ').toLowerCase().split(/\s+/).filter(Boolean));
}
