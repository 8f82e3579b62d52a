/** Long texts in short places. */

/** The beginning of a text, whole characters, in one line; with a sign where something is left out. */
export function shortened(text: string, most: number): string {
  const line = text.slice(0, 4 * most).replace(/\s+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length > most || text.length > 4 * most ? `${characters.slice(0, most).join('')}…` : line;
}
